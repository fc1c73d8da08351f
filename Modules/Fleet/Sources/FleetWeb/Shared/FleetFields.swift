import ContextKit
import Fleet
import Kernel
import Router

extension RequestFields {
  /// Reads the id that a client may choose for what it makes: any UUID but the nil one.
  mutating func ownID<Entity>(of entity: Entity.Type = Entity.self) -> Identifier<Entity>? {
    optionalBody(
      "id",
      FieldType.id(of: entity).checked(message: "An id cannot be the nil UUID.") {
        $0.rawValue != 0
      })
  }
}

extension FieldType where Value == String {
  /// The name of a time zone.
  static var timeZone: FieldType {
    FieldType.string(length: 1...64).checked(
      message: "This must be the IANA name of a time zone, such as Africa/Algiers."
    ) { (try? TimeZoneRules(identifier: $0)) != nil }
  }

  /// A phone number, as the documents have it.
  static var fleetPhoneNumber: FieldType { .line(length: 1...50) }
}
