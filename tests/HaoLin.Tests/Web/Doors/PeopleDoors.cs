// The doors to what is kept of a person and what they agreed to, each under its rule; the table of all the others is longer.
namespace HaoLin.Tests.Web.Doors;

public static class PeopleDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        anyone
            GET /privacy
            GET /terms
        who signed in
            GET /api/v1/me/consents
            GET /api/v1/me/data.zip
            GET /api/v1/me/erasure
            GET /api/v1/me/phone-seen
            GET /me/consents
            GET /me/data
            GET /me/data.zip
            GET /me/phone
            GET /api/v1/me/leader-applications
            GET /me/lead
            POST /api/v1/me/leader-applications/withdraw
            POST /me/lead/withdraw
            POST /api/v1/me/consents
            POST /me/consents
            POST /api/v1/me/erase
            POST /me/erase
        who belongs here
            POST /api/v1/communities/{id}/leader-applications
        nothing is found
            POST /me/lead
        headquarters
            GET /api/v1/headquarters/leader-applications
        headquarters finds nothing
            POST /api/v1/headquarters/leader-applications/{id}/verdict
            POST /api/v1/headquarters/leaders/{id}/neighbours
        """;
}
