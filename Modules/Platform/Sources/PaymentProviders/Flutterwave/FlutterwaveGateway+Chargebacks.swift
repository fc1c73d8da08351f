import JSON
import Kernel
public import Payments

extension FlutterwaveGateway {
  /// What became of a chargeback. It is listed without a currency, so the charge is asked for, too.
  public func verifyTakenBack(
    _ event: PaymentEvent, in body: [UInt8]
  ) async throws(GatewayError) -> TakenBack? {
    guard case .takenBack(let told) = event.outcome else { return nil }
    guard case .succeeded(let charge) = try await verifyCharge(event.reference) else { return nil }
    let data = (try? JSONDocument(parsing: body, maxDepth: 32))?.root["data"]
    let key = data?.optionalText("flw_ref").map { "flw_ref=\(PercentText.encoded($0))" }
    let query = key ?? "id=\(PercentText.encoded(told.name))"
    let call = ProviderCall.question("verify_chargeback", "/chargebacks?\(query)")
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        let found = try root.list().first { line in
          line.optionalText("id") == told.name
            && line.optionalText("tx_ref") ?? event.reference.text == event.reference.text
        }
        return try found.map { (line) throws(Unreadable) in
          try FlutterwaveText.chargeback(line, named: told.name, in: charge.amount.unit)
        }
      }
    } catch {
      if error.isUnknownReference { return nil }
      throw error.gatewayError
    }
  }
}

extension FlutterwaveText {
  /// A chargeback. One that is declined is contested, and stays open until the bank has decided.
  static func chargeback(
    _ data: JSONValue, named name: String, in unit: Unit
  ) throws(Unreadable) -> TakenBack {
    guard let amount = ExactAmount.read(try data.text("amount"), in: unit), amount.minorUnits > 0
    else { throw Unreadable("the chargeback tells no amount") }
    let state: TakenBack.State =
      switch data.optionalText("status")?.lowercased() {
      case "accepted", "lost": .taken
      case "won", "reversed": .dropped
      default: .open
      }
    return TakenBack(
      kind: .dispute, name: name, amount: amount, state: state,
      due: data.optionalText("due_date"))
  }
}
