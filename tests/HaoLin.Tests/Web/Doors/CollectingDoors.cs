// The doors to what comes after the pickup, each under its rule; the table of all the others is longer.
namespace HaoLin.Tests.Web.Doors;

public static class CollectingDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        whose order it is
            GET /orders/{id}/slot
            POST /orders/{id}/slot
            POST /api/v1/orders/{id}/slot
            GET /orders/{id}/again
            GET /api/v1/orders/{id}/again
            POST /api/v1/orders/{id}/received
            POST /api/v1/orders/{id}/not-received
            POST /orders/{id}/received
            POST /orders/{id}/not-received
        whose deal it is
            GET /leader/deals/{id}/slots
            POST /leader/deals/{id}/slots
            POST /leader/deals/{id}/remind
            POST /leader/orders/{id}/remind
            POST /leader/orders/{id}/uncollected
            POST /leader/orders/{id}/uncollected/undo
            POST /leader/orders/{id}/settle-dispute
        whose deal it is, by tool
            POST /api/v1/deals/{id}/slots
            GET /api/v1/deals/{id}/uncollected
            POST /api/v1/deals/{id}/remind
            POST /api/v1/orders/{id}/remind
            POST /api/v1/orders/{id}/uncollected
            POST /api/v1/orders/{id}/uncollected/undo
            POST /api/v1/orders/{id}/settle-dispute
        """;
}
