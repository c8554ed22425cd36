// Puts the house together and does nothing else.
using System.Text.Encodings.Web;
using System.Text.Json;
using HaoLin;
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Supply;
using HaoLin.Supply.Webhooks;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web;
using HaoLin.Web.Command;
using HaoLin.Web.Shared;

return await Verbs.Run(args, House.Open, House.Build);

namespace HaoLin
{
    static class House
    {
        public static async Task<OpenHouse> Open(Settings settings)
        {
            Directory.CreateDirectory(settings.Data);
            var mappings = new Mappings([NeighbourhoodModule.Map, GoodsModule.Map, TradeModule.Map, SupplyModule.Map]);
            var store = new Store(new(settings.Data, settings["DATABASE"]), mappings, TimeProvider.System);
            await Schema.Apply(store);
            return new(settings, store, Sealing.FromFolder(settings.Data));
        }

        public static WebApplication Build(OpenHouse house, Outside outside)
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production" });
            builder.WebHost.UseStaticWebAssets();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
            // Standard output is for results; what the house says of itself goes to standard error.
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
            // Faults are logged by our own middleware; without a reader here the host makes no activity for each request.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
            var services = builder.Services;
            var trade = new TradeSettings(house.Settings.Hold, house.Settings.ReviewEveryDeal) { LeaderPapers = house.Settings.LeaderPapers, CommissionPoints = house.Settings.CommissionPoints, AfterSales = house.Settings.AfterSales, UncollectedPays = house.Settings.UncollectedPays, PayAtPickupUpTo = house.Settings.PayAtPickupUpTo, PhonesFor = house.Settings.PhonesFor };
            services.AddSingleton(house.Settings).AddSingleton(house.Store).AddSingleton(house.Sealing).AddSingleton(outside).AddSingleton(TimeProvider.System).AddSingleton(trade);
            services.AddSingleton<Revocations>().AddSingleton<Tokens>().AddHostedService<RevocationsAtStart>().AddSingleton(new PasskeyCeremony(house.Store, house.Sealing, outside.PublicAddress));
            services.AddSingleton(Brand.Of(house.Settings["BRAND__PROMISES"] ?? (outside.Demo ? DemoSeason.Promise : null), house.Settings["BRAND__NAME"], house.Settings["BRAND__LICENCE"], house.Settings["BRAND__CONTACT"]));
            services.AddSingleton(outside.Sms).AddSingleton<ISmsSender>(s => new HttpSms(new HttpClient(), s.GetRequiredService<SmsSettings>()));
            services.AddSingleton(new WeChatPayClient(WeChatPayClient.NewHttp(), outside.Payment, TimeProvider.System)).AddSingleton(outside.Payment);
            services.AddSingleton<DealBoard>().AddSingleton<Intake>();
            services.AddHostedService(s => s.GetRequiredService<Intake>());
            foreach (var run in TradeModule.DailyRuns) services.AddSingleton(run);

            var hearings = new Hearings();
            TradeModule.Hear(hearings);
            SupplyModule.Hear(hearings);
            services.AddSingleton(hearings).AddHostedService<Dispatcher>();
            services.AddSingleton(house.Settings.Webhooks).AddHostedService<WebhookCourier>();
            services.AddSingleton(new ImportKinds([ImportProducts.Kind, ImportPickupPoints.Kind, ImportResidents.Kind, ImportOrders.Kind]));
            Sweep imports = new("imports", TimeSpan.FromSeconds(1), (s, stop) => RunImports.Sweep(s.GetRequiredService<Store>(), s.GetRequiredService<Sealing>(), s.GetRequiredService<ImportKinds>(), stop));
            foreach (var sweep in NeighbourhoodModule.Sweeps.Concat(TradeModule.FallsDue(trade)).Append(imports).Append(Checkpoints.Sweep)) services.AddSingleton(sweep);
            DailyRun[] kernelRuns = [new("forget answers", "10 4 * * *", Idempotency.Forget), new("forget news", "20 4 * * *", Dispatcher.Forget), new("forget imports", "30 4 * * *", RunImports.Forget)];
            foreach (var run in NeighbourhoodModule.DailyRuns.Concat(SupplyModule.DailyRuns).Concat(kernelRuns)) services.AddSingleton(run);
            services.AddHostedService<DueWork>();

            services.ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.Converters.Add(new IdJsonConverterFactory());
                json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            });
            WebModule.Add(services, house.Settings.Data);
            var app = builder.Build();
            WebModule.Map(app);
            return app;
        }
    }
}
