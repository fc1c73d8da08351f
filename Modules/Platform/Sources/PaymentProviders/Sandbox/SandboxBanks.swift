import Payments

/// The banks that the sandbox knows, with the codes that Nigerian banks have.
enum SandboxBanks {
  static let all = [
    Bank(code: "044", name: "Access Bank"), Bank(code: "070", name: "Fidelity Bank"),
    Bank(code: "011", name: "First Bank of Nigeria"),
    Bank(code: "214", name: "First City Monument Bank"),
    Bank(code: "058", name: "Guaranty Trust Bank"), Bank(code: "50211", name: "Kuda Bank"),
    Bank(code: "221", name: "Stanbic IBTC Bank"), Bank(code: "032", name: "Union Bank of Nigeria"),
    Bank(code: "033", name: "United Bank For Africa"), Bank(code: "035", name: "Wema Bank"),
    Bank(code: "057", name: "Zenith Bank"),
  ]

  /// Whose account the sandbox says that it is, by the last digit of its number.
  static func holder(of number: String, claimedBy holder: String) -> String? {
    guard number.utf8.count == 10,
      number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    switch number.utf8.last {
    case UInt8(ascii: "0"): return nil
    case UInt8(ascii: "9"): return "NGOZI SOMEBODY ELSE"
    default: return holder
    }
  }
}
