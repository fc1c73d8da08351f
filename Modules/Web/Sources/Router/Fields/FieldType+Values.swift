internal import JSON
public import Kernel

extension FieldType {
  /// An identifier: a UUID as text.
  public static func id<Entity>(
    of entity: Entity.Type = Entity.self
  ) -> FieldType where Value == Identifier<Entity> {
    parsed(schema: .id, placeholder: Identifier<Entity>(rawValue: 0)) { text in
      guard let id = Identifier<Entity>(text) else {
        return .failure(FieldComplaint("invalid", "This must be a UUID."))
      }
      return .success(id)
    }
  }

  /// A case of an enumeration, by its raw text.
  public static func enumeration(
    _ type: Value.Type = Value.self
  ) -> FieldType where Value: RawRepresentable<String> & CaseIterable {
    let cases = Dictionary(
      Value.allCases.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    guard let first = Value.allCases.first else {
      preconditionFailure("an enumeration without cases cannot be a field")
    }
    return FieldType<String>.oneOf(Value.allCases.map(\.rawValue)).compactMap(
      placeholder: first, code: "not_allowed", message: "This is not one of the choices."
    ) { cases[$0] }
  }
}

extension FieldType where Value == Instant {
  /// An instant: RFC 3339, to the millisecond.
  public static var instant: FieldType {
    parsed(schema: .instant, placeholder: Instant(milliseconds: 0)) { text in
      guard let instant = Instant(text) else {
        return .failure(
          FieldComplaint(
            "invalid", "This must be an instant, such as 2026-01-31T08:00:00.000Z."))
      }
      return .success(instant)
    }
  }
}

extension FieldType where Value == CivilDate {
  /// A civil date.
  public static var date: FieldType {
    // A day that there is.
    // swift-format-ignore: NeverForceUnwrap
    parsed(schema: .date, placeholder: CivilDate(year: 2000, month: 1, day: 1)!) { text in
      guard let date = CivilDate(text) else {
        return .failure(FieldComplaint("invalid", "This must be a date, such as 2026-01-31."))
      }
      return .success(date)
    }
  }
}

extension FieldType where Value == EmailAddress {
  /// An e-mail address, brought into its canonical form: one that somebody may have.
  public static var email: FieldType {
    emailText { EmailAddress($0) }
  }

  /// An e-mail address that somebody is to have from now on: the DNS can have its domain.
  public static var newEmail: FieldType {
    emailText { EmailAddress(new: $0) }
  }

  private static func emailText(
    _ read: @escaping @Sendable (String) -> EmailAddress?
  ) -> FieldType {
    // An address that is one.
    // swift-format-ignore: NeverForceUnwrap
    parsed(schema: emailSchema, placeholder: EmailAddress("a@example.com")!) { text in
      guard let address = read(text) else {
        return .failure(FieldComplaint("invalid", "This must be an e-mail address."))
      }
      return .success(address)
    }
  }

  private static var emailSchema: Schema {
    var rules = Schema.StringRules(minimumLength: 3, maximumLength: 254)
    rules.format = "email"
    return Schema(.string(rules))
  }
}
