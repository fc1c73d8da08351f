import Fleet
import Testing

/// Who may what in Fleet, as the contract's table has it.
@Suite struct AccessTableTests {
  /// An act, and a letter for each who asks: `y` all, `c` the card, `f` 403, `n` 404. The columns:
  /// viewer, operator, manager, owner; driver, colleague; counterparty; stranger to a supplier, to
  /// a consumer; support, admin.
  static let rows: [(FleetAct, String)] = [
    (.readCompany, "yyyy cc c cn yy"),
    (.readRecords, "yyyy ff n nn yy"),
    (.readInvitations, "ffyy ff n nn yy"),
    (.changeCompany, "ffyy ff n nn fy"),
    (.governCompany, "fffy ff n nn ff"),
    (.readDriver, "yyyy yn n nn yy"),
    (.changeDriver, "ffyy fn n nn fy"),
    (.changeDriverPhone, "ffyy yn n nn fy"),
    (.readTransaction, "yyyy yn n nn yy"),
    (.trade, "fyyy yn n nn ff"),
    (.reverse, "ffyy fn n nn ff"),
    (.readAccount, "yyyy nn n nn yy"),
    (.keepAccount, "ffyy nn n nn ff"),
    (.supplyAccount, "ffyy nn n nn ff"),
  ]

  @Test("Every act has its row, and every row its verdicts", arguments: rows)
  func row(_ act: FleetAct, _ verdicts: String) {
    // The side whose act it is.
    let side: CompanyType = act == .keepAccount ? .consumer : .supplier
    let relations: [Relation] =
      [.viewer, .operator, .manager, .owner].map { .member($0, of: side) }
      + [
        .driver, .colleague, .counterparty, .stranger(to: .supplier), .stranger(to: .consumer),
        .oversight(.support), .oversight(.admin),
      ]
    let found = relations.map { relation -> Character in
      switch AccessTable.verdict(on: act, for: relation) {
      case .allowed: "y"
      case .card: "c"
      case .forbidden: "f"
      case .hidden: "n"
      }
    }
    #expect(String(found) == verdicts.filter { $0 != " " })
  }

  @Test("The table has every act")
  func whole() {
    #expect(Self.rows.map(\.0) == FleetAct.allCases)
  }

  @Test("What is one side's to do, the other side's members are refused")
  func sides() {
    for role in MemberRole.allCases {
      for act in [FleetAct.reverse, .supplyAccount] {
        #expect(AccessTable.verdict(on: act, for: .member(role, of: .consumer)) == .forbidden)
      }
      #expect(
        AccessTable.verdict(on: .keepAccount, for: .member(role, of: .supplier)) == .forbidden)
    }
  }

  @Test("Of several relations the best answer counts")
  func best() {
    let relations: [Relation] = [
      .stranger(to: .consumer), .member(.viewer, of: .consumer), .driver,
    ]
    #expect(AccessTable.verdict(on: .trade, for: relations) == .allowed)
    #expect(AccessTable.verdict(on: .changeCompany, for: relations) == .forbidden)
    #expect(AccessTable.verdict(on: .trade, for: []) == .hidden)
  }
}
