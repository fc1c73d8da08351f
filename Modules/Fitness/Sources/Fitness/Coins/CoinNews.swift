public import Events
import Kernel
public import Work

// What is told of coins.

/// The events of coins, for the catalogue.
public let coinEvents = [
  EventDeclaration(
    "fitness.coins.changed",
    """
    Coins of somebody moved. The data has user_id, available_coins, frozen_coins, debt_coins and \
    transaction_ids.
    """)
]

/// What people are notified of.
public let coinNotifications = [
  NotificationEvent("fitness.coins.taken_back", "Coins were taken back", isCritical: true)
]

extension FitnessNews {
  /// Coins moved. Whoever had some taken back is notified.
  static func coinsChanged(_ change: CoinChange) -> FitnessNews {
    let wallet = change.wallet
    return FitnessNews(
      event: Event(
        "fitness.coins.changed", of: "wallet:\(wallet.id)",
        topics: [TopicName.user(wallet.userID)],
        data: EventData { data in
          try data.write("user_id", wallet.userID)
          try data.write("available_coins", number: wallet.available)
          try data.write("frozen_coins", number: wallet.frozen)
          try data.write("debt_coins", number: wallet.debt)
          try data.write("transaction_ids", list: change.rows.map { "\($0.id)" })
        }),
      notifications: change.rows.filter { $0.kind == .clawback }.map { row in
        (wallet.userID, row.takenBackNote(owed: wallet.debt))
      })
  }
}

extension CoinTransaction {
  fileprivate func takenBackNote(owed debt: Int64) -> Notification {
    Notification(
      "fitness.coins.taken_back",
      title: amount == 1 ? "1 coin was taken back" : "\(amount) coins were taken back",
      body: [
        note, debt > 0 ? "You owe \(debt) more, which your next coins pay." : nil,
      ].compactMap(\.self).joined(separator: " "),
      priority: .high, actionURL: "/fitness/wallet")
  }
}
