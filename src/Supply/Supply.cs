// The face of Supply: its tables, what it hears, what falls due; so far the partners' systems alone.
using HaoLin.Kernel;
using HaoLin.Supply.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply;

public static class SupplyModule
{
    public static void Map(ModelBuilder model)
    {
        model.ApplyConfiguration(new Webhook.Mapping());
        model.ApplyConfiguration(new WebhookEvent.Mapping());
        model.ApplyConfiguration(new WebhookDelivery.Mapping());
        model.ApplyConfiguration(new WebhookAttempt.Mapping());
    }

    public static void Hear(Hearings hears)
    {
        foreach (var fact in PartnerFact.All) fact.Hear(hears);
    }

    public static IEnumerable<DailyRun> DailyRuns => [new("forget webhook deliveries", "35 4 * * *", WebhookCourier.Forget)];
}
