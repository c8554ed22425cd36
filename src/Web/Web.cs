// The face of the Web floor: what every request passes, and which pages and endpoints there are.
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using HaoLin.Neighbourhood;
using HaoLin.Web.Api;
using HaoLin.Web.Headquarters;
using HaoLin.Web.Resident;
using HaoLin.Web.Leader;
using HaoLin.Web.Shared;
using HaoLin.Web.Tables;

namespace HaoLin.Web;

/// <summary>The outside world of this node: who takes payments, who carries texts, and whether this is a demonstration.</summary>
/// <param name="PublicAddress">What residents open, for links and QR codes.</param>
/// <param name="Wallet">Where a payment gateway that has web pages shows them; null when wallets open by themselves.</param>
/// <param name="H5">The merchant may open WeChat from a phone's own browser.</param>
public sealed record Outside(WeChatPaySettings Payment, SmsSettings Sms, Uri PublicAddress, bool Demo, Uri? PhoneInbox, Uri? Wallet, bool H5 = false)
{
    /// <summary>Where a form that pays may lead on to; nowhere else may a form lead.</summary>
    public IEnumerable<Uri> PayingElsewhere => new[] { Wallet, Payment?.Login?.Open }.OfType<Uri>();
}

public static class WebModule
{
    public static void Add(IServiceCollection services, string dataFolder)
    {
        services.AddOpenApi("v1", ApiDocument.Describe);
        services.AddResponseCompression(options => options.EnableForHttps = true);
        Screens.Add(services);
        services.AddHostedService<FirstReader>();
        HeadquartersPages.Add(services, dataFolder);
    }

    public static void Map(WebApplication app)
    {
        app.Use(Faults.Answer);
        app.Use(SecurityHeaders.With(app.Services.GetRequiredService<Outside>().PayingElsewhere));
        app.Use(SameOrigin.Check);
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages =>
        {
            if (!Break.Is("unpacked")) pages.UseResponseCompression();
            Look.Use(pages);
            pages.Use(HeadquartersPages.Guard);
        });
        // The API uses nothing that lives for one request only, so a crowd's requests are spared a scope each.
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/api")) http.RequestServices = app.Services;
            return next(http);
        });
        app.UseRouting();
        app.Use(ScopeGuard.Check);
        app.UseOutputCache();
        app.UseAntiforgery();
        HealthApi.Map(app);
        DealsApi.Map(app);
        OrdersApi.Map(app);
        CouponsApi.Map(app);
        PeopleApi.Map(app);
        LeadersApi.Map(app);
        DeskApi.Map(app);
        CollectingApi.Map(app);
        StandInApi.Map(app);
        SharedDealsApi.Map(app);
        HeadquartersApi.Map(app);
        WebhooksApi.Map(app);
        TokensApi.Map(app);
        TablesApi.Map(app);
        ImportsApi.Map(app);
        PaymentNotices.Map(app);
        ApiDocument.Map(app);
        SharedPages.Map(app);
        HeadquartersPages.Map(app);
        ResidentPages.Map(app);
        LeaderPages.Map(app);
        ExportPages.Map(app);
        ImportPages.Map(app);
        app.MapStaticAssets();
        Screens.MapMissing(app);
    }
}
