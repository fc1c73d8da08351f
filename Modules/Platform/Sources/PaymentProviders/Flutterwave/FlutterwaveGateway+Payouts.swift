import JSON
public import Kernel
public import Payments

extension FlutterwaveGateway {
  /// The banks that payouts can go to; of Nigeria alone.
  public func banks(for currency: Unit) async throws(GatewayError) -> [Bank] {
    guard currency.code == "NGN" else { return [] }
    do throws(CallFailure) {
      return try await client.ask(.question("banks", "/banks/NG")) { (root) throws(Unreadable) in
        try BankText.banks(root)
      }
    } catch { throw error.gatewayError }
  }

  /// Whose account it is. It is a question, though it is asked by POST.
  public func resolve(
    _ account: BankAccount, claimedBy holder: String
  ) async throws(GatewayError) -> AccountName? {
    let call = ProviderCall.post("resolve", "/accounts/resolve", .question) { json in
      json.member("account_number", account.number)
      json.member("account_bank", account.bankCode)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        AccountName(try root.data().text("account_name"))
      }
    } catch {
      if error.isUnknownReference { return nil }
      throw error.gatewayError
    }
  }

  /// Sends money to a bank account.
  public func transferOut(_ request: PayoutRequest) async throws(GatewayError) -> PayoutStatus {
    let call = ProviderCall.post("transfer", "/transfers") { json in
      json.member("account_bank", request.account.bankCode)
      json.member("account_number", request.account.number)
      json.amount(request.amount)
      json.member("debit_currency", request.amount.unit.code)
      json.member("beneficiary_name", request.accountName)
      json.member("narration", request.reason)
      json.member("reference", request.reference.text)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try FlutterwaveText.payout(root.data(), of: request.reference)
      }
    } catch {
      if error.isDuplicate { return try await verifyPayout(request.reference) }
      throw error.gatewayError
    }
  }

  /// What became of a payout.
  public func verifyPayout(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> PayoutStatus {
    let call = ProviderCall.question("verify_transfer", "/transfers?reference=\(reference)")
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        let found = try root.list().first { $0["reference"]?.string == reference.text }
        return try found.map { (data) throws(Unreadable) in
          try FlutterwaveText.payout(data, of: reference)
        } ?? .unknown
      }
    } catch {
      if error.isUnknownReference { return .unknown }
      throw error.gatewayError
    }
  }

  /// What was settled on a day. Lists are asked for by days of the provider's, so those before and
  /// after are looked at as well.
  public func settlements(
    on day: CivilDate, in zone: TimeZoneRules
  ) async throws(GatewayError) -> [Settlement] {
    let span = DaySpan(day, in: zone)
    let charges = try await all("/transactions?status=successful", span)
    let payouts = try await all("/transfers?status=successful", span)
    do throws(Unreadable) {
      var lines: [Settlement] = []
      for data in charges {
        if let line = try FlutterwaveText.settlement(.charge, data) { lines.append(line) }
      }
      for data in payouts {
        if let line = try FlutterwaveText.settlement(.payout, data) { lines.append(line) }
      }
      return lines.filter { span.contains($0.at) }
    } catch { throw .unavailable(error.what) }
  }

  private func all(_ path: String, _ span: DaySpan) async throws(GatewayError) -> [JSONValue] {
    var found: [JSONValue] = []
    let (from, to) = (span.day.adding(days: -1), span.day.adding(days: 1))
    for page in 1...Pages.most {
      let query = "\(path)&from=\(from)&to=\(to)&page=\(page)"
      do throws(CallFailure) {
        let (part, isLast) = try await client.ask(.question("list", query)) {
          (root) throws(Unreadable) in
          let pages = root["meta"]?["page_info"]?.optionalText("total_pages").flatMap { Int($0) }
          let part = try root.list()
          return (part, part.isEmpty || page >= pages ?? 1)
        }
        found += part
        if isLast { return found }
      } catch { throw error.gatewayError }
    }
    throw .unavailable("there are more than \(Pages.most) pages of a day")
  }
}
