// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A muxer whose output is a file that people get.
package protocol FileMuxer: Muxer {
    /// The ending of such files' names, without dot.
    static var pathExtension: String { get }

    /// The latest time after its origin that a file can tell.
    static var maximumTime: MediaTime { get }

    /// Whether a file can go on with a track's new configuration; otherwise it ends before the track's next packet.
    static func canChange(from before: Track, to track: Track) -> Bool

    /// Hands over what has to be written over the file's bytes while it grows: after what has been appended so
    /// far, and before what is appended next.
    mutating func takePatches() -> [Patch]

    /// Writes what stands after the last packet, as `finish` does, and tells how the file becomes complete.
    mutating func complete(into bytes: inout ByteBuffer) throws(Failure) -> Completion

    /// Takes up a file that a muxer of this kind wrote and that was cut off anywhere, even while it was completed;
    /// nil when there is no whole packet in it.
    ///
    /// Called on a muxer that has written nothing, which then stands where the other stood after the last whole
    /// packet: `complete` is what comes next. No more memory is taken than while recording, whatever the bytes say.
    mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile?
}

/// What was noted of a file.
package struct FileHistory: Hashable, Sendable {
    package var start: FileStart
    /// In the order in which they came.
    package var changes: [TrackChange]

    package init(_ start: FileStart, changes: [TrackChange] = []) {
        self.start = start
        self.changes = changes
    }
}

/// What there is to keep of a file that was cut off.
package struct ResumedFile: Hashable, Sendable {
    /// Bytes up to the end of the last whole packet.
    package var byteCount: Int64
    /// What is in them; nobody knows when the last packet arrived, so `ended` is when its frame would have ended.
    package var facts: MediaFacts

    package init(byteCount: Int64, facts: MediaFacts) {
        self.byteCount = byteCount
        self.facts = facts
    }
}

/// How a file becomes complete once all has been appended to it.
package enum Completion: Hashable, Sendable {
    /// By patches, as most do.
    case patch([Patch])
    /// By a copy of pieces one after the other, which takes the file's place.
    case assemble([Piece])
}

/// A part of a file that is put together from another.
package enum Piece: Hashable, Sendable {
    case bytes(ByteBuffer)
    /// Bytes of the file as it was written.
    case written(offset: Int64, count: Int64)

    package var byteCount: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.readableBytes)
        case .written(offset: _, let count): count
        }
    }
}

extension FileMuxer {
    /// Whether the codec stays the same.
    package static func canChange(from before: Track, to track: Track) -> Bool { before.hasCodec(of: track) }

    package mutating func takePatches() -> [Patch] { [] }

    package mutating func complete(into bytes: inout ByteBuffer) throws(Failure) -> Completion {
        .patch(try finish(into: &bytes))
    }
}
