// What an operator may set about webhooks, under HAOLIN__WEBHOOKS__….
namespace HaoLin.Supply.Webhooks;

/// <param name="Loopback">Whether addresses on this machine may be spoken to, http too: for trying a receiver out, and for nothing else.</param>
public sealed record WebhookSettings(bool Loopback);
