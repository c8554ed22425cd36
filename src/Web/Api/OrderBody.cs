// Reads the body of a join or a wait: {"lines":[{"offerId","quantity"}],"pickupPointId","note","door"}, forgiving what is unknown and nothing else.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;

namespace HaoLin.Web.Api;

public static class OrderBody
{
    public static readonly Refusal Invalid = new("request.invalid", 422, "请求里缺了内容，或内容不对", "Something in the request is missing or not what it should be.");

    /// <summary>Read by hand, since this is the body that a whole city sends at once.</summary>
    /// <param name="door">The door that comes with it, or null.</param>
    public static Outcome<JoinDeal.Ask> Read(ReadOnlySpan<byte> body, DealId deal, PersonId person, out string? door)
    {
        door = null;
        var lines = new List<JoinDeal.Line>(1);
        PickupPointId? place = null;
        string? note = null;
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return CostlyRequest.Malformed;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("lines"u8))
                {
                    json.Read();
                    if (ReadLines(ref json, lines) is { } refusal) return refusal;
                }
                else if (json.ValueTextEquals("pickupPointId"u8))
                {
                    json.Read();
                    if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out var id)) return Invalid.With("pickupPointId");
                    place = new(id);
                }
                else if (json.ValueTextEquals("note"u8))
                {
                    json.Read();
                    if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return Invalid.With("note");
                    note = json.GetString();
                }
                else if (json.ValueTextEquals("door"u8))
                {
                    json.Read();
                    if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return Invalid.With("door");
                    door = json.GetString();
                }
                else
                {
                    json.Read();
                    json.Skip();
                }
            }
            while (json.Read()) { }
        }
        catch (JsonException) { return CostlyRequest.Malformed; }
        // The reader throws this for a lone surrogate or broken UTF-8 inside a text.
        catch (InvalidOperationException) { return Texts.Unreadable.With("note"); }
        if (place is null) return Invalid.With("pickupPointId");
        return new JoinDeal.Ask(deal, person, lines, place.Value, note ?? "");
    }

    static Refusal? ReadLines(ref Utf8JsonReader json, List<JoinDeal.Line> lines)
    {
        if (json.TokenType != JsonTokenType.StartArray) return Invalid.With("lines");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) return Invalid.With("lines");
            if (lines.Count > JoinDeal.LinesMax) return JoinDeal.TooManyLines;
            Guid? offer = null;
            int? quantity = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isOffer = json.ValueTextEquals("offerId"u8);
                var isQuantity = json.ValueTextEquals("quantity"u8);
                json.Read();
                if (isOffer)
                {
                    if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out var id)) return Invalid.With("offerId");
                    offer = id;
                }
                else if (isQuantity)
                {
                    if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var number)) return JoinDeal.BadQuantity;
                    quantity = number;
                }
                else json.Skip();
            }
            if (offer is null) return Invalid.With("offerId");
            if (quantity is null) return JoinDeal.BadQuantity;
            lines.Add(new(new(offer.Value), quantity.Value));
        }
        return null;
    }
}
