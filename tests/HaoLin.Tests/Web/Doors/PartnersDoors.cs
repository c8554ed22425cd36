// The doors by which headquarters lets partners' systems in, each under its rule; the table of all the others is longer.
namespace HaoLin.Tests.Web.Doors;

public static class PartnersDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        headquarters
            GET /api/v1/headquarters/webhooks
            GET /api/v1/headquarters/webhooks/facts
            POST /api/v1/headquarters/webhooks
            GET /api/v1/headquarters/tokens
            GET /api/v1/headquarters/tokens/scopes
            POST /api/v1/headquarters/tokens
            GET /headquarters/tokens
            POST /headquarters/tokens
            GET /api/v1/headquarters/colleagues
            POST /api/v1/headquarters/colleagues
            GET /headquarters/colleagues
            POST /headquarters/colleagues
            GET /headquarters/partners
            POST /headquarters/partners
        headquarters finds nothing
            GET /api/v1/headquarters/webhooks/{id}/deliveries
            POST /api/v1/headquarters/tokens/{id}/revoke
            POST /api/v1/headquarters/webhooks/{id}
            POST /api/v1/headquarters/webhooks/{id}/ping
            POST /api/v1/headquarters/webhooks/{id}/remove
            POST /api/v1/headquarters/webhooks/{id}/replay
            POST /api/v1/headquarters/webhooks/{id}/resend
            POST /api/v1/headquarters/webhooks/{id}/secret
            POST /api/v1/headquarters/webhooks/{id}/switch
        """;
}
