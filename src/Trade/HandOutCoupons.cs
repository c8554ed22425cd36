// Headquarters hands coupons of a campaign to named persons, by phone: each by itself, and told which of them went out.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class HandOutCoupons
{
    public const int PhonesMax = 200;

    /// <param name="Phones">As typed, one each.</param>
    public sealed record Ask(Visitor By, CampaignId CampaignId, IReadOnlyList<string> Phones);

    /// <param name="Items">In the order of the phones.</param>
    public sealed record Answer(int Given, IReadOnlyList<Item> Items);

    /// <param name="Phone">Masked, or as it stands when it is no phone.</param>
    /// <param name="Why">Why this one got none; null when it did.</param>
    public sealed record Item(int Line, string Phone, string? Why);

    public static readonly Refusal NotHanded = new("trade.campaign-not-handed", 409, "这次的券不是点名发的", "The coupons of this campaign are not handed out.");
    public static readonly Refusal BadPhones = new("trade.campaign-bad-phones", 422, "一次写 1 到 200 个手机号，一行一个", "Between 1 and 200 phone numbers at a time.");
    public static readonly Refusal NoSuchPerson = new("trade.campaign-no-such-person", 404, "这个手机号还没有登录过", "Nobody has signed in with this phone.");

    public static Refusal? Decide(Ask ask) => !ask.By.AtHeadquarters ? Visitor.NotAllowed : ask.Phones.Count is < 1 or > PhonesMax ? BadPhones : null;

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        if (Decide(ask) is { } refusal) return refusal;
        var campaign = await work.Db.Set<Campaign>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == ask.CampaignId);
        if (campaign is null) return Campaign.Missing;
        if (campaign.Who != Campaign.Handed) return NotHanded;
        var items = new List<Item>();
        foreach (var (typed, line) in ask.Phones.Select((phone, at) => (phone, at + 1)))
        {
            var phone = Phone.Parse(typed);
            var why = phone.Refused ? phone.Refusal : await Give(work, sealing, campaign, phone.Value);
            items.Add(new(line, phone.Refused ? Texts.Start(typed, 20) : phone.Value.Masked, why?.Chinese));
        }
        Audit.Note(work, ask.By.Person.Value, "coupons-handed-out", ask.CampaignId.Value, "", $"{items.Count(i => i.Why is null)} coupons");
        return new Answer(items.Count(i => i.Why is null), items);
    }

    static async Task<Refusal?> Give(Work work, Sealing sealing, Campaign campaign, Phone phone)
    {
        var lookup = phone.Lookup(sealing);
        var person = await work.Db.Set<Person>().AsNoTracking().Where(p => p.PhoneLookup == lookup).Select(p => (PersonId?)p.Id).FirstOrDefaultAsync();
        if (person is null) return NoSuchPerson;
        var issued = await Coupon.Issue(work, campaign.Id, person.Value);
        if (issued.Refused) return issued.Refusal;
        work.Tell(new CouponGiven(campaign.Id.Value, issued.Value.Id.Value, person.Value.Value));
        return null;
    }
}
