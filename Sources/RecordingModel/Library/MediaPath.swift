// SPDX-License-Identifier: Apache-2.0

/// A folder below the media folder, made of names that strangers chose.
///
/// Whatever the parts hold, the components are harmless names of `A–Z a–z 0–9 . _ - %` that fit a file system,
/// and two different lists of parts never give the same path.
package struct MediaPath: Hashable, Sendable {
    /// The names of the nested folders, outermost first.
    package let components: [String]

    /// Escapes each part: a byte outside `A–Z a–z 0–9 . _ -` becomes `%` and two hexadecimal digits, and so does a
    /// dot in front or behind another, so that nothing is hidden, `.` or `..`, which no URL may have anywhere; an
    /// empty part becomes `%`.
    ///
    /// A part too long for one name goes on in a folder below; its names but the last end in `%`, as no others do.
    package init(_ parts: [String]) {
        components = parts.flatMap(Self.components(of:))
    }

    /// The folder of a file whose path stands in the catalogue; nil when it leads out of the media folder, or to none in it.
    package init?(folderOf path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, !parts.contains(where: { ["", ".", ".."].contains($0) }) else { return nil }
        components = parts.dropLast().map(String.init)
    }

    /// The path with `/` between the components: the beginning of `RecordedFile.path`.
    package var text: String { components.joined(separator: "/") }

    /// The path of a file in this folder, as it stands in `RecordedFile.path`.
    package func text(ofFile name: String) -> String {
        (components + [name]).joined(separator: "/")
    }

    /// NAME_MAX of Linux's file systems is 255; one byte is kept for the mark of a part that goes on.
    private static let longest = 254

    private static func components(of part: String) -> [String] {
        guard !part.isEmpty else { return ["%"] }
        var components: [String] = []
        var name = ""
        for byte in part.utf8 {
            if name.utf8.count + escaped(byte, behind: name.utf8.last).utf8.count > longest {
                components.append(name + "%")
                name = ""
            }
            name += escaped(byte, behind: name.utf8.last)
        }
        return components + [name]
    }

    private static func escaped(_ byte: UInt8, behind last: UInt8?) -> String {
        let dot = UInt8(ascii: ".")
        let isSafe =
            byte.isASCIILetterOrDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte == dot && last != nil && last != dot
        return isSafe ? String(UnicodeScalar(byte)) : byte.percentEncoded
    }
}

extension MediaPath: CustomStringConvertible {
    package var description: String { text }
}
