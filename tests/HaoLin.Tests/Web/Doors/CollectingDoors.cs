// The doors to what comes after the pickup, each under its rule; the table of all the others is longer.
namespace HaoLin.Tests.Web.Doors;

public static class CollectingDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        whose order it is
            POST /api/v1/orders/{id}/withdraw
            POST /orders/{id}/withdraw
            POST /api/v1/orders/{id}/door
            POST /orders/{id}/door
            POST /api/v1/orders/{id}/enough
            POST /orders/{id}/enough
            POST /api/v1/orders/{id}/pay-at-pickup
            POST /orders/{id}/pay-at-pickup
            POST /api/v1/orders/{id}/pickup-point
            POST /orders/{id}/pickup-point
            GET /orders/{id}/slot
            POST /orders/{id}/slot
            POST /api/v1/orders/{id}/slot
            GET /orders/{id}/again
            GET /api/v1/orders/{id}/again
            POST /api/v1/orders/{id}/received
            POST /api/v1/orders/{id}/not-received
            POST /orders/{id}/received
            POST /orders/{id}/not-received
        leaders
            GET /leader/points
            GET /leader/shared
            GET /api/v1/shared-deals
        leaders find nothing
            GET /leader/stand-ins/{id}
            POST /leader/stand-ins/{id}
        leaders alone find nobody
            POST /leader/shared/{id}/adopt
            POST /api/v1/shared-deals/{id}/adopt
        headquarters
            POST /leader/shared/{id}/price
        nothing is found
            GET /api/v1/stand-ins/{id}
            POST /api/v1/stand-ins/{id}/answer
        headquarters
            POST /api/v1/headquarters/deals/{id}/leader
            POST /api/v1/headquarters/deals/{id}/price
        leaders of this point
            POST /leader/points/{id}/rest
        leaders of this point, by tool
            POST /api/v1/pickup-points/{id}/rest
        whose deal it is
            GET /leader/deals/{id}/slots
            POST /leader/deals/{id}/slots
            GET /leader/deals/{id}/caps
            GET /leader/deals/{id}/stand-in
            POST /leader/deals/{id}/stand-in
            POST /leader/deals/{id}/caps
            POST /leader/deals/{id}/remind
            POST /leader/orders/{id}/remind
            POST /leader/orders/{id}/uncollected
            POST /leader/orders/{id}/uncollected/undo
            POST /leader/orders/{id}/settle-dispute
        whose deal it is, by tool
            POST /api/v1/deals/{id}/slots
            POST /api/v1/deals/{id}/caps
            GET /api/v1/deals/{id}/stand-ins
            POST /api/v1/deals/{id}/stand-in
            GET /api/v1/deals/{id}/uncollected
            POST /api/v1/deals/{id}/remind
            POST /api/v1/orders/{id}/remind
            POST /api/v1/orders/{id}/uncollected
            POST /api/v1/orders/{id}/uncollected/undo
            POST /api/v1/orders/{id}/settle-dispute
        """;
}
