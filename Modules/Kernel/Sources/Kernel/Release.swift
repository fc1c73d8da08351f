/// The release that a program is of.
public enum Release {
  /// The version, as `--version`, the API's description, backups and the history of migrations
  /// have it.
  public static let version = "0.1.0"
}
