import JSON
public import Kernel
public import Payments

extension PaystackGateway {
  /// The banks that payouts can go to.
  public func banks(for currency: Unit) async throws(GatewayError) -> [Bank] {
    do throws(CallFailure) {
      return try await client.ask(.question("banks", "/bank?currency=\(currency.code)")) {
        (root) throws(Unreadable) in
        try BankText.banks(root)
      }
    } catch { throw error.gatewayError }
  }

  /// Whose account it is.
  public func resolve(
    _ account: BankAccount, claimedBy holder: String
  ) async throws(GatewayError) -> AccountName? {
    let path =
      "/bank/resolve?account_number=\(PercentText.encoded(account.number))"
      + "&bank_code=\(PercentText.encoded(account.bankCode))"
    do throws(CallFailure) {
      return try await client.ask(.question("resolve", path)) { (root) throws(Unreadable) in
        AccountName(try root.data().text("account_name"))
      }
    } catch {
      if case .refused(400, _, _) = error { return nil }
      if case .refused(404, _, _) = error { return nil }
      if case .refused(422, _, _) = error { return nil }
      throw error.gatewayError
    }
  }

  /// Sends money to a bank account: first the recipient, whom Paystack knows again by the account,
  /// then the transfer.
  public func transferOut(_ request: PayoutRequest) async throws(GatewayError) -> PayoutStatus {
    guard request.amount.unit.fractionDigits == 2 else {
      throw .refused(code: "unsupported_currency", message: "Paystack counts hundredths")
    }
    let recipient = try await recipient(of: request)
    let call = ProviderCall.post("transfer", "/transfer") { json in
      json.member("source", "balance")
      json.key("amount")
      json.value(request.amount.minorUnits)
      json.member("currency", request.amount.unit.code)
      json.member("recipient", recipient)
      json.member("reference", request.reference.text)
      json.member("reason", request.reason)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try PaystackText.payout(root.data(), of: request.reference)
      }
    } catch {
      if error.isDuplicate { return try await verifyPayout(request.reference) }
      throw error.gatewayError
    }
  }

  /// Makes the recipient of a payout. No money moves yet, so whatever fails here, nothing was sent.
  private func recipient(of request: PayoutRequest) async throws(GatewayError) -> String {
    let call = ProviderCall.post("recipient", "/transferrecipient") { json in
      json.member("type", "nuban")
      json.member("name", request.accountName)
      json.member("account_number", request.account.number)
      json.member("bank_code", request.account.bankCode)
      json.member("currency", request.amount.unit.code)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try root.data().text("recipient_code")
      }
    } catch {
      if case .outcomeUnknown(let reason) = error { throw .unavailable(reason) }
      throw error.gatewayError
    }
  }

  /// What became of a payout.
  public func verifyPayout(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> PayoutStatus {
    let call = ProviderCall.question("verify_transfer", "/transfer/verify/\(reference)")
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try PaystackText.payout(root.data(), of: reference)
      }
    } catch {
      if error.isUnknownReference { return .unknown }
      throw error.gatewayError
    }
  }

  /// What was settled on a day. Lists are by the time when something was begun, so the day before
  /// is looked at as well.
  public func settlements(
    on day: CivilDate, in zone: TimeZoneRules
  ) async throws(GatewayError) -> [Settlement] {
    let span = DaySpan(day, in: zone)
    let charges = try await all("/transaction?status=success", span)
    let payouts = try await all("/transfer?status=success", span)
    do throws(Unreadable) {
      var lines: [Settlement] = []
      for data in charges {
        let at = data.instant("paid_at", "paidAt", "created_at")
        if let line = try PaystackText.settlement(.charge, data, at) { lines.append(line) }
      }
      for data in payouts {
        let at = data.instant("transferred_at", "updatedAt", "updated_at", "createdAt")
        if let line = try PaystackText.settlement(.payout, data, at) { lines.append(line) }
      }
      return lines.filter { span.contains($0.at) }
    } catch { throw .unavailable(error.what) }
  }

  private func all(_ path: String, _ span: DaySpan) async throws(GatewayError) -> [JSONValue] {
    var found: [JSONValue] = []
    for page in 1...Pages.most {
      let query =
        "\(path)&from=\(span.before)&to=\(span.end)&perPage=\(Pages.size)&page=\(page)"
      do throws(CallFailure) {
        let part = try await client.ask(.question("list", query)) { (root) throws(Unreadable) in
          try root.list()
        }
        found += part
        if part.count < Pages.size { return found }
      } catch { throw error.gatewayError }
    }
    throw .unavailable("there are more than \(Pages.most * Pages.size) of a day")
  }
}
