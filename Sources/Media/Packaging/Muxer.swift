// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Bytes to write over what a file already holds, once it is complete.
package struct Patch: Hashable, Sendable {
    /// Where the bytes go, counted from the start of the file.
    package var offset: Int64
    package var bytes: ByteBuffer

    package init(offset: Int64, bytes: ByteBuffer) {
        self.offset = offset
        self.bytes = bytes
    }
}

/// Turns packets into the bytes of one file, and opens nothing itself.
///
/// A muxer only appends; what can be known at the end alone (durations, indexes) it returns as patches.
/// Times it writes are re-based by the caller: `origin` is the stream time that becomes the file's zero.
package protocol Muxer: Sendable {
    associatedtype Failure: Error

    /// Whether the container can hold a track of this configuration.
    static func holds(_ configuration: CodecConfiguration) -> Bool

    /// Writes what stands before the first packet.
    mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(Failure)

    /// Writes one packet of a track that was announced at the start or by `change`.
    mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(Failure)

    /// Notes a track that is new or whose decoder configuration changed from here on.
    mutating func change(_ track: Track, at time: MediaTime, into bytes: inout ByteBuffer) throws(Failure)

    /// Writes what stands after the last packet; the file is complete once the patches are applied.
    mutating func finish(into bytes: inout ByteBuffer) throws(Failure) -> [Patch]
}
