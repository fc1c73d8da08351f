public import Kernel

/// A document for people to keep: a head, and one table that may go over many pages.
///
/// All texts may be in any script, of any length, and by anybody: what is no text is shown as such.
public struct Document: Sendable {
  /// What the document is: `Wallet statement`.
  public let title: String
  /// What stands below the title: a period, a number; nil for nothing.
  public let subtitle: String?
  /// Who issues it. It is the document's author, too.
  public let issuer: String
  /// When it was made: the creation date of the file, by which equal documents are equal octets.
  public let createdAt: Instant
  /// What the document is about, in the order in which it is read.
  public let facts: [Fact]
  /// The figures that matter most, up to four.
  public let figures: [Fact]
  /// The columns of its table.
  public let columns: [TableColumn]
  /// What stands at the foot of each page, beside its number.
  public let footer: String
  /// A code for machines to read, in the corner of the first page; nil for none.
  public let mark: Mark?

  /// A code of dark and light modules, such as a QR code.
  public struct Mark: Sendable, Hashable {
    /// How many modules a side has, the margin not counted.
    public let size: Int
    /// Whether each module is dark, row by row.
    public let isDark: [Bool]
    /// What it is for, below it.
    public let caption: String

    /// Makes a mark.
    /// - Parameters:
    ///   - size: how many modules a side has, the margin not counted.
    ///   - caption: what it is for.
    ///   - isDark: whether a module is dark, by its column and row from the upper left.
    public init(size: Int, caption: String, isDark: (_ column: Int, _ row: Int) -> Bool) {
      self.size = size
      self.caption = caption
      self.isDark = (0..<(size * size)).map { isDark($0 % size, $0 / size) }
    }
  }

  /// A value and what it is called.
  public struct Fact: Sendable, Hashable {
    /// What it is called.
    public let label: String
    /// The value.
    public let value: String

    /// Names a value.
    public init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// Describes a document.
  public init(
    title: String, subtitle: String? = nil, issuer: String, createdAt: Instant,
    facts: [Fact] = [], figures: [Fact] = [], columns: [TableColumn], footer: String = "",
    mark: Mark? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.issuer = issuer
    self.createdAt = createdAt
    self.facts = facts
    self.figures = Array(figures.prefix(4))
    self.columns = columns
    self.footer = footer
    self.mark = mark
  }
}

/// A column of a document's table.
public struct TableColumn: Sendable, Hashable {
  /// Where texts stand within their column.
  public enum Alignment: Sendable, Hashable {
    /// At the side where reading begins.
    case leading
    /// At the other side, as amounts do.
    case trailing
  }

  /// What stands above it, on each page.
  public let title: String
  /// How wide it is, in shares of the page's width.
  public let share: Double
  /// Where its texts stand.
  public let alignment: Alignment
  /// Whether long texts go on in another line. Those of a column that does not wrap are cut.
  public let wraps: Bool

  /// Describes a column.
  public init(
    _ title: String, share: Double, alignment: Alignment = .leading, wraps: Bool = false
  ) {
    self.title = title
    self.share = share
    self.alignment = alignment
    self.wraps = wraps
  }
}

/// A row of a document's table.
public struct TableRow: Sendable, Hashable {
  /// What a row is among others.
  public enum Emphasis: Sendable, Hashable {
    /// One of many.
    case none
    /// A sum or a balance, which stands out.
    case total
  }

  /// The paragraphs of each cell, a cell for each column.
  public let cells: [[TableText]]
  /// What it is among others.
  public let emphasis: Emphasis

  /// Makes a row.
  public init(_ cells: [[TableText]], emphasis: Emphasis = .none) {
    self.cells = cells
    self.emphasis = emphasis
  }
}

/// A paragraph of a cell.
public struct TableText: Sendable, Hashable, ExpressibleByStringLiteral {
  /// How it looks.
  public enum Look: Sendable, Hashable {
    /// As most texts do.
    case plain
    /// Bold.
    case strong
    /// Small and grey.
    case fine
  }

  /// What it says.
  public let text: String
  /// How it looks.
  public let look: Look

  /// Makes a paragraph.
  public init(_ text: String, _ look: Look = .plain) {
    self.text = text
    self.look = look
  }

  /// Makes a plain paragraph.
  public init(stringLiteral text: String) { self.init(text) }
}
