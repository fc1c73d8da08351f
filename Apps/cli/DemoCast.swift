/// Names and purposes for the demo.
enum DemoCast {
  /// Names that go together.
  struct People {
    let firstNames: [String]
    let lastNames: [String]
  }

  static let peoples = [
    People(
      firstNames: [
        "Ayodele", "Bola", "Folake", "Kehinde", "Tunde", "Yetunde", "Segun", "Simisola", "Damilola",
        "Olumide", "Titilayo", "Wale",
      ],
      lastNames: [
        "Adebayo", "Afolabi", "Akande", "Balogun", "Ogunleye", "Oyelaran", "Salako", "Adeyemi",
      ]),
    People(
      firstNames: [
        "Ada", "Chidi", "Chiamaka", "Emeka", "Ifeoma", "Kelechi", "Ngozi", "Nnamdi", "Obinna",
        "Uchenna", "Amarachi", "Somto",
      ],
      lastNames: ["Obi", "Okafor", "Eze", "Nwosu", "Okonkwo", "Onyema", "Uzor", "Anyanwu"]),
    People(
      firstNames: [
        "Aisha", "Bello", "Fatima", "Garba", "Halima", "Ibrahim", "Maryam", "Musa", "Sani",
        "Zainab", "Hauwa", "Umar",
      ],
      lastNames: ["Abubakar", "Danjuma", "Gambo", "Lawal", "Mohammed", "Suleiman", "Yakubu"]),
    People(
      firstNames: ["Efe", "Ese", "Osaze", "Ehi", "Idia", "Osagie", "Isoken", "Nosa"],
      lastNames: ["Aigbe", "Igbinedion", "Osagiede", "Omoruyi", "Edosa"]),
    People(
      firstNames: ["Ekaette", "Ime", "Idara", "Ubong", "Aniekan", "Mfon", "Itoro"],
      lastNames: ["Akpan", "Bassey", "Effiong", "Etim", "Udoh", "Ekong"]),
  ]

  /// Why somebody pays, what it may cost, and how they put it.
  struct Purpose {
    let naira: ClosedRange<Int>
    let notes: [String]
  }

  /// What is paid often stands here more than once.
  static let purposes = [
    Purpose(naira: 1_500...18_000, notes: ["market", "tomatoes and pepper", "foodstuff"]),
    Purpose(naira: 1_500...18_000, notes: ["market", "yam and palm oil", "fish from Makoko"]),
    Purpose(naira: 500...4_500, notes: ["transport", "okada fare", "bus to Ibadan"]),
    Purpose(naira: 500...5_000, notes: ["airtime", "data for the month"]),
    Purpose(naira: 800...6_000, notes: ["lunch", "suya on Friday", "jollof for two"]),
    Purpose(naira: 3_000...25_000, notes: ["electricity", "fuel for the generator"]),
    Purpose(naira: 5_000...20_000, notes: ["ajo contribution", "esusu, this week"]),
    Purpose(
      naira: 15_000...120_000, notes: ["school fees", "school fees, second term", "WAEC fee"]),
    Purpose(naira: 45_000...180_000, notes: ["rent", "rent, part payment"]),
    Purpose(naira: 2_000...15_000, notes: ["hair", "tailor, aso ebi", "medicine"]),
    Purpose(naira: 2_000...30_000, notes: ["birthday", "wedding gift", "thank you, well done"]),
    Purpose(naira: 5_000...40_000, notes: ["loan repayment", "what I owe you"]),
  ]
}
