import ContextKit
import Fitness
import Kernel
import Ports
import Router

/// What Fitness keeps about a person, for them to take away: profile, dates, records and coins.
struct WalkerExport: PersonalDataSource {
  let store: any FitnessStore
  let terms: FitnessTermsSource

  /// How many rows are in memory at once.
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("profile") { append in
        guard let profile = try await store.profile(of: user) else { return }
        try await append(ProfileBody.shape.encode(ProfileBody(profile, by: terms())))
      },
      .list("wallet") { append in
        guard let wallet = try await store.wallet(of: user) else { return }
        let profile = try await store.profile(of: user)
        try await append(
          WalletBody.shape.encode(
            WalletBody(
              WalletView(wallet: wallet, fraction: profile?.earned.remainder ?? .zero))))
      },
      .list("coin_transactions") { append in
        try await pages { (last: CoinTransaction?) in
          try await store.coinTransactions(
            of: user, kind: nil,
            after: last.map { CoinPlace(createdAt: $0.createdAt, id: $0.id) }, limit: Self.page)
        } each: {
          try await append(
            CoinTransactionBody.shape.encode(CoinTransactionBody(transaction: $0)))
        }
      },
      .list("days") { append in
        for day in try await store.days(of: user, in: .earliest ... .latest) {
          try await append(StepDayBody.shape.encode(StepDayBody(day: day)))
        }
      },
      .list("step_records") { append in
        try await pages { (last: StepRecord?) in
          try await store.records(
            of: user, StepRecordFilter(),
            after: last.map { StepRecordPlace(date: $0.date, id: $0.id) }, limit: Self.page)
        } each: {
          try await append(StepRecordBody.shape.encode(StepRecordBody(record: $0)))
        }
      },
    ]
  }

  /// Hands over rows page by page.
  private func pages<Element: Sendable>(
    _ read: (_ last: Element?) async throws -> [Element], each body: (Element) async throws -> Void
  ) async throws {
    var last: Element?
    repeat {
      let page = try await read(last)
      for element in page { try await body(element) }
      last = page.count == Self.page ? page.last : nil
    } while last != nil
  }
}
