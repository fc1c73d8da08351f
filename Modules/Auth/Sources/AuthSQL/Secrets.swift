import Auth
import Kernel
import Storage

extension SQLAuthTransaction: SecretRows {
  func removeSecrets(of user: UserID) throws {
    try removePinTokens(of: user)
    try removeMailTokens(of: user)
    try removeSecondFactor(of: user)
    try removeOtherSignInMethods(of: user)
    try sql.execute("DELETE FROM auth_pending_profiles WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_pins WHERE user_id = \(user)")
  }

  func removeOtherSignInMethods(of user: UserID) throws {
    try sql.execute("DELETE FROM auth_identities WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_api_keys WHERE user_id = \(user)")
  }
}
