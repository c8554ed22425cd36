// The doors to what is kept of a person and what they agreed to, each under its rule; the table of all the others is longer.
namespace HaoLin.Tests.Web.Doors;

public static class PeopleDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        anyone
            GET /privacy
            GET /terms
            POST /sign-in/passkey
            POST /sign-in/passkey/options
        who signed in
            GET /api/v1/me/consents
            GET /api/v1/me/homes
            GET /me/home
            GET /api/v1/me/authenticator
            GET /api/v1/me/passkeys
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
            POST /api/v1/me/authenticator/off
            POST /api/v1/me/authenticator/on
            POST /api/v1/me/consents
            POST /api/v1/me/homes
            POST /api/v1/me/rest/end
            POST /authenticator/off
            POST /me/consents
            POST /api/v1/me/erase
            POST /me/erase
            POST /me/home
        who belongs here
            POST /api/v1/communities/{id}/leader-applications
        nothing is found
            POST /api/v1/me/passkeys/{id}/remove
            POST /me/lead
        leaders
            POST /leader/standing/back
            GET /authenticator
            POST /api/v1/me/authenticator
            POST /authenticator
            POST /authenticator/on
            POST /authenticator/passkeys
            POST /authenticator/passkeys/begin
        leaders find nothing
            POST /authenticator/passkeys/{id}/remove
        leaders, not headquarters
            GET /leader/standing
            POST /leader/standing/rest
        leaders, by tool
            GET /api/v1/me/papers
            GET /api/v1/me/standing
            POST /api/v1/me/rest
        leaders of this point, by tool
            POST /api/v1/headquarters/pickup-points/{id}
        headquarters finds nothing
            GET /api/v1/headquarters/leaders/{id}/papers
            POST /leader/shared/{id}/publish
            POST /api/v1/headquarters/deals/{id}/publish
            POST /api/v1/headquarters/leaders/{id}/papers
            POST /api/v1/headquarters/leaders/{id}/grade
            POST /api/v1/headquarters/leaders/{id}/rest
        headquarters
            POST /api/v1/headquarters/leaders/{id}/rest/end
            POST /api/v1/headquarters/people/{id}/authenticator/off
            POST /api/v1/headquarters/people/{id}/passkeys/remove
            GET /api/v1/headquarters/leader-applications
            GET /api/v1/headquarters/signals
            GET /headquarters/signals
            POST /headquarters/signals
        headquarters finds nothing
            POST /api/v1/headquarters/leader-applications/{id}/verdict
            POST /api/v1/headquarters/signals/{id}/answers
            POST /api/v1/headquarters/leaders/{id}/neighbours
        """;
}
