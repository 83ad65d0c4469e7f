// SPDX-License-Identifier: Apache-2.0

/// What a `Range` header asks of a file (RFC 9110, 14.1.2 and 14.2).
enum ByteRange: Hashable {
    /// The header is to be ignored: another unit, several ranges, or nothing that could be read.
    case whole
    case part(ClosedRange<Int>)
    /// 416: none of the bytes exist.
    case unsatisfiable

    /// Reads a header for a file of `size` bytes.
    init(_ header: String, size: Int) {
        let parts = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else {
            self = .whole
            return
        }
        let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(Self.bound)
        switch bounds.count == 2 ? (bounds[0], bounds[1]) : (.other, .other) {
        case (.number(let first), .number(let last)) where first <= last:
            self = first < size ? .part(first...min(last, size - 1)) : .unsatisfiable
        case (.number(let first), .absent):
            self = first < size ? .part(first...(size - 1)) : .unsatisfiable
        case (.absent, .number(let count)):
            self = count > 0 && size > 0 ? .part(max(0, size - count)...(size - 1)) : .unsatisfiable
        case (.number, .number), (.absent, .absent), (.other, _), (_, .other):
            self = .whole
        }
    }

    private enum Bound {
        case absent
        case number(Int)
        case other
    }

    private static func bound(_ text: Substring) -> Bound {
        if text.isEmpty { return .absent }
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return .other }
        // More digits than a file has bytes reach beyond its end all the same.
        return .number(Int(text) ?? .max)
    }
}
