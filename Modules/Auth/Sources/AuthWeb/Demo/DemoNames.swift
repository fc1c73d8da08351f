/// Names for the people of a demo.
enum DemoNames {
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
}
