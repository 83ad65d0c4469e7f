// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What a reader remembers of one chunk stream: the header before and the message that is being put together.
struct ChunkStream: Sendable {
    let identifier: UInt32
    private(set) var timestamp: UInt32 = 0
    /// What a message without its own timestamp adds to the one before.
    private var delta: UInt32 = 0
    /// The 32-bit field of the last header that had one, which headers without fields repeat.
    private(set) var extendedTimestamp: UInt32?
    private(set) var length = 0
    private(set) var typeID: UInt8 = 0
    private(set) var messageStreamID: UInt32 = 0
    /// Whether a message has begun and isn't complete.
    private(set) var isInMessage = false
    /// The bytes of that message so far, unless they are on a page.
    private(set) var payload = ByteBuffer()
    /// Where on a page they are, and how many.
    private(set) var place: MessagePage.Place?
    private(set) var placedCount = 0

    init(identifier: UInt32) {
        self.identifier = identifier
    }

    /// Bytes still missing in the message that has begun.
    var missing: Int { length - payload.readableBytes - placedCount }

    /// Whether the message that has begun is about the connection itself.
    var isControl: Bool { MessageType.isControl(typeID) }

    /// Begins a message with the header of its first chunk.
    ///
    /// A header without fields repeats the delta, and after a full header the timestamp itself is that delta
    /// (RTMP 1.0, 5.3.1.2.4). ffmpeg and GStreamer write so, and librtmp, ffmpeg and SRS read so; nginx-rtmp
    /// alone takes the delta for zero then. librtmp and nginx-rtmp also write such a header where the timestamp
    /// is that of the message before, whatever the delta was: no reader can tell, and two messages of one type,
    /// length and timestamp on one chunk stream hardly occur.
    mutating func begin(_ header: ChunkHeader) {
        if header.format == .full {
            messageStreamID = header.messageStreamID
            timestamp = 0
        }
        if header.format == .full || header.format == .sameMessageStream {
            length = Int(header.messageLength)
            typeID = header.messageTypeID
        }
        if header.format != .none {
            delta = header.timestamp
            extendedTimestamp = header.hasExtendedTimestamp ? header.timestamp : nil
        }
        timestamp &+= delta
        isInMessage = true
    }

    /// Adds bytes to the message that has begun; `following` have come behind them, of this message or another.
    mutating func append(_ bytes: ByteBuffer, following: Int) {
        let needed = payload.readableBytes + bytes.readableBytes
        if payload.writableBytes < bytes.readableBytes {
            // Grows with what came, not with what was promised, and never past the end of the message.
            payload.reserveCapacity(min(length, max(needed + following, 2 * needed, 4_096)))
        }
        payload.writeImmutableBuffer(bytes)
    }

    /// Lets the message that has begun be on a page, or no longer.
    mutating func move(to place: MessagePage.Place?) {
        (self.place, placedCount) = (place, 0)
    }

    /// Notes that bytes of the message have been written to its place.
    mutating func placed(_ count: Int) {
        placedCount += count
    }

    /// Ends a message that is on a page.
    mutating func end() {
        move(to: nil)
        isInMessage = false
    }

    /// Ends the message and hands its bytes over, unless they are on a page; of an aborted one they are not used.
    mutating func finish() -> ByteBuffer {
        defer { payload = ByteBuffer() }
        end()
        return payload
    }
}
