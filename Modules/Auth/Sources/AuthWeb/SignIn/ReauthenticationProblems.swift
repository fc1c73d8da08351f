public import Auth
public import Kernel

extension WrongPassword: Refusing {
  /// 403: the user is signed in.
  public var problem: Problem {
    Problem(.wrongPassword, detail: "This is not your present password.")
  }
}

extension PasswordRequired: Refusing {
  /// 422, with the field.
  public var problem: Problem {
    Problem(invalid: "password", "required", "Give your password.")
  }
}

extension SignInTooOld: Refusing {
  /// 403: the user is signed in, but not recently.
  public var problem: Problem {
    Problem(.recentLoginRequired, detail: "You signed in too long ago for this. Sign in once more.")
  }
}

extension SessionEnded: Refusing {
  /// 401, as if the request had come a moment later.
  public var problem: Problem {
    Problem(.unauthorized, detail: "The session has ended. Sign in again.")
  }
}
