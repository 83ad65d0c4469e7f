// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks a source from its beginning to its end, with no more of it in memory than is asked for at once.
struct ByteCursor {
    private let source: any ByteSource
    /// Where the next byte stands in the file.
    private(set) var position: Int64
    /// Bytes from `position` on that have been read ahead.
    private var window = ByteBuffer()
    private static let windowLength = 262_144

    init(_ source: any ByteSource, at position: Int64 = 0) {
        self.source = source
        self.position = position
    }

    /// Bytes that have not been read.
    var remaining: Int64 { source.byteCount - position }

    /// The next bytes, and goes on behind them; nil, and goes nowhere, when the file has fewer.
    mutating func read(_ count: Int) throws(Interruption) -> ByteBuffer? {
        guard let bytes = try peek(count) else { return nil }
        window.moveReaderIndex(forwardBy: count)
        position += Int64(count)
        return bytes
    }

    /// The next bytes; nil when the file has fewer.
    mutating func peek(_ count: Int) throws(Interruption) -> ByteBuffer? {
        guard count >= 0, Int64(count) <= remaining else { return nil }
        if window.readableBytes < count {
            // A new window, not more of the old one: slices that others hold would make it copy itself.
            let length = Int(min(remaining, Int64(max(count, Self.windowLength))))
            guard let bytes = source.read(at: position, count: length) else { throw .unreadable(.unreadable) }
            window = bytes
        }
        return window.getSlice(at: window.readerIndex, length: count)
    }
}

/// Why a walk through a file ends before the file does.
enum Interruption: Error, Hashable {
    case unreadable(SourceError)
    /// What follows can't be made out.
    case broken(Violation)
}

extension Interruption {
    /// What ends before its own length says so.
    static func cutOff(_ what: String) -> Interruption {
        .broken(Violation(.length, "The file ends within \(what)."))
    }
}
