import Testing

/// Where the ids of transfers come from. They are one name space for all contexts of a database: an
/// id that somebody can choose, or compute from one that they chose, can stand in another's way.
@Suite struct TransferIDTests {
  /// Where an id is made of something else, and why nobody outside chooses that.
  static let others: [String: String] = [
    "Modules/Ajo/Sources/Ajo/Charges/ChargeAccounts.swift":
      "the contexts that charge make the ids of charges, as the port says",
    "Modules/Ajo/Sources/Ajo/Charges/ChargeService.swift":
      "the contexts that charge make the ids of refunds, as the port says",
    "Modules/Ajo/Sources/AjoWeb/Demo/WalletDemo.swift": "it is a place holder",
  ]

  @Test("No client chooses the id of a transfer: contexts make it at random or by a hash")
  func derived() {
    for file in SourceTree.files where file.path.hasPrefix("Modules/") && !file.isTest {
      let isPlatform = file.path.hasPrefix("Modules/Platform/")
      if isPlatform || file.target.hasSuffix("Testing") || Self.others[file.path] != nil {
        continue
      }
      for (number, line) in file.code where line.contains("Transfer.ID(rawValue:") {
        #expect(
          line.contains("Transfer.ID(rawValue: NamedUUID.make("),
          "\(file.path):\(number) makes a transfer's id: hash what it is for")
      }
    }
  }
}
