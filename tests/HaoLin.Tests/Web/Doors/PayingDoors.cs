// The doors to paying, one order alone or several at once, and to credit, each under its rule.
namespace HaoLin.Tests.Web.Doors;

public static class PayingDoors
{
    /// <summary>As in DoorsTests: a rule, and under it its doors.</summary>
    public const string Table = """
        who signed in
            GET /api/v1/orders/to-pay
            GET /orders/pay
            GET /orders/pay/wechat
            POST /api/v1/orders/payments
            POST /orders/pay
            GET /credit
            GET /api/v1/me/credit
        headquarters
            GET /api/v1/headquarters/credit
            GET /api/v1/headquarters/orders/{id}/credit
            POST /api/v1/headquarters/orders/{id}/credit
        headquarters finds nothing
            POST /api/v1/headquarters/credit/{id}/take-back
        whose order it is
            GET /orders/{id}/pay
            GET /orders/{id}/pay/wechat
            POST /api/v1/orders/{id}/payments
            POST /orders/{id}/pay
        """;
}
