/// What people of a demo pay for.
struct DemoPurpose {
  /// What it may cost.
  let naira: ClosedRange<Int>
  /// How payers put it.
  let notes: [String]

  /// What is paid often stands here more than once.
  static let all = [
    DemoPurpose(naira: 1_500...18_000, notes: ["market", "tomatoes and pepper", "foodstuff"]),
    DemoPurpose(naira: 1_500...18_000, notes: ["market", "yam and palm oil", "fish from Makoko"]),
    DemoPurpose(naira: 500...4_500, notes: ["transport", "okada fare", "bus to Ibadan"]),
    DemoPurpose(naira: 500...5_000, notes: ["airtime", "data for the month"]),
    DemoPurpose(naira: 800...6_000, notes: ["lunch", "suya on Friday", "jollof for two"]),
    DemoPurpose(naira: 3_000...25_000, notes: ["electricity", "fuel for the generator"]),
    DemoPurpose(naira: 5_000...20_000, notes: ["ajo contribution", "esusu, this week"]),
    DemoPurpose(
      naira: 15_000...120_000, notes: ["school fees", "school fees, second term", "WAEC fee"]),
    DemoPurpose(naira: 45_000...180_000, notes: ["rent", "rent, part payment"]),
    DemoPurpose(naira: 2_000...15_000, notes: ["hair", "tailor, aso ebi", "medicine"]),
    DemoPurpose(
      naira: 2_000...30_000, notes: ["birthday", "wedding gift", "thank you, well done"]),
    DemoPurpose(naira: 5_000...40_000, notes: ["loan repayment", "what I owe you"]),
  ]
}
