// The scripts. Each walks over the words before the cursor, passes over options and their values,
// and so finds the place; the rest is a table.

extension CompletionGrammar {
  /// For bash, where `--name=value` comes as three words.
  var bash: String {
    """
    _\(function)() {
      local current=${COMP_WORDS[COMP_CWORD]} option='' place='' word words=''
      COMPREPLY=()
      for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ -n $option ]]; then
          [[ $word == '=' ]] || option=''
          continue
        fi
        case $word in
          --) return 0 ;;
          \(allValueOptions(" | "))) option=$word ;;
          -*) ;;
          *) place="${place:+$place }$word" ;;
        esac
      done
      [[ $current != '=' ]] || current=''
      case $option in
        '') ;;
    \(arms(of: [.files: fileArm("f"), .folders: fileArm("d"), .nothing: "return 0"], indent: 4))
      esac
      case $place in
    \(placeArms { "words='\($0.words.map(\.word).joined(separator: " "))'" })
      esac
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    }
    complete -F _\(function) \(program)
    """
  }

  private func fileArm(_ kind: String) -> String {
    "compopt -o filenames 2>/dev/null || true; "
      + "mapfile -t COMPREPLY < <(compgen -\(kind) -- \"$current\"); return 0"
  }

  /// For zsh. `path` would be a poor name for a variable there: it is the search path.
  var zsh: String {
    """
    #compdef \(program)
    _\(function)() {
      local option='' place='' word
      local -a replies
      for word in "${(@)words[2,CURRENT-1]}"; do
        if [[ -n $option ]]; then
          option=''
          continue
        fi
        case $word in
          --) return 0 ;;
          \(allValueOptions(" | "))) option=$word ;;
          -*) ;;
          *) place="${place:+$place }$word" ;;
        esac
      done
      case $option in
        '') ;;
    \(arms(of: [.files: "_files; return 0", .folders: "_files -/; return 0", .nothing: "return 0"], indent: 4))
      esac
      case $place in
    \(placeArms { place in
      "replies=(\(place.words.map { "'\(Self.zshReply($0.word, $0.help))'" }.joined(separator: " ")))"
    })
      esac
      _describe '\(program)' replies
    }
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _\(function) \(program)
    """
  }

  private static func zshReply(_ word: String, _ help: String) -> String {
    word + ":" + help.quotable
  }

  /// For fish, which also shows what each word means.
  var fish: String {
    let rules = places.reversed().flatMap { place in
      place.words.map { word, help in
        let test = place.isCommand ? "__\(function)_in" : "__\(function)_at"
        let what =
          word.hasPrefix("--") ? fishOption(String(word.dropFirst(2))) : "-a \(word)"
        return "complete -c \(program) -n '\(test) \(place.name)' \(what) -d '\(help.quotable)'"
      }
    }
    return """
      function __\(function)_place
          set -l option
          set -l place
          for word in (commandline -opc)[2..-1]
              if test -n "$option"
                  set option
                  continue
              end
              switch $word
                  case \(allValueOptions(" "))
                      set option $word
                  case '-*'
                  case '*'
                      set -a place $word
              end
          end
          string join ' ' -- $place
      end
      function __\(function)_at
          set -l place (__\(function)_place)
          test "$place" = "$argv"
      end
      function __\(function)_in
          set -l place (__\(function)_place)
          test "$place" = "$argv"; or string match -q -- "$argv *" "$place"
      end
      complete -c \(program) -f
      \(rules.joined(separator: "\n"))
      """
  }

  private func fishOption(_ name: String) -> String {
    guard let values = valueOptions.first(where: { $0.names.contains("--\(name)") })?.values else {
      return "-l \(name)"
    }
    switch values {
    case .files: return "-l \(name) -rF"
    case .folders: return "-l \(name) -xa '(__fish_complete_directories)'"
    case .nothing: return "-l \(name) -x"
    }
  }

  private func allValueOptions(_ separator: String) -> String {
    let names = valueOptions.flatMap(\.names)
    return names.isEmpty ? "''" : names.joined(separator: separator)
  }

  private func arms(of actions: [Values: String], indent: Int) -> String {
    valueOptions.map { values, names in
      String(repeating: " ", count: indent) + names.joined(separator: " | ")
        + ") \(actions[values] ?? "return 0") ;;"
    }
    .joined(separator: "\n")
  }

  /// The arms of a case over the places; after a command its arguments may stand.
  private func placeArms(_ action: (Place) -> String) -> String {
    places.map { place in
      "    '\(place.name)'\(place.isCommand ? " | '\(place.name) '*" : "")) \(action(place)) ;;"
    }
    .joined(separator: "\n")
  }
}

extension String {
  /// Fit to stand between single quotes in every shell.
  fileprivate var quotable: String { map { $0 == "'" ? "’" : String($0) }.joined() }
}
