import Kernel
import Storage

extension EmailAddress {
  /// Whether the row of `auth_users` that is called `u` has this address. Earlier releases kept a
  /// domain beyond ASCII as it was typed, so that either spelling may be there.
  var isOfUser: SQL {
    let spellings = spellings
    return spellings.count == 1
      ? "u.email = \(canonical)" : "u.email IN (\(spellings[0]), \(spellings[1]))"
  }

  /// Puts the oldest account first where two of them have the address, each in a spelling of its
  /// own; nothing where there can be one only.
  var oldestUserFirst: SQL {
    spellings.count == 1 ? "" : "ORDER BY u.created_at, u.id LIMIT 1"
  }

  /// What a row that has this address keeps: the spelling that it has, since the other one may be
  /// another account's.
  var kept: SQL {
    let spellings = spellings
    return spellings.count == 1
      ? "\(canonical)" : "CASE WHEN email = \(spellings[1]) THEN email ELSE \(canonical) END"
  }
}
