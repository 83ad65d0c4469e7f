// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Reads the messages inside an aggregate message (RTMP 1.0, 7.1.6), which are laid out as FLV tags.
///
/// Their timestamps are re-based: the first has the aggregate's own, the others keep their distance from it.
package struct AggregateReader: Sendable {
    /// What ended an aggregate before its bytes did.
    package enum Failure: Error, Hashable, Sendable {
        case truncated
    }

    private let streamID: UInt32
    private let timestamp: UInt32
    private var bytes: ByteBuffer
    private var first: UInt32?

    /// Reads a message of type 22.
    package init(_ message: Message) {
        streamID = message.streamID
        timestamp = message.timestamp
        bytes = message.payload
    }

    /// The next message; nil after the last.
    package mutating func next() throws(Failure) -> Message? {
        if bytes.readableBytes == 0 { return nil }
        guard
            let typeID = bytes.readInteger(as: UInt8.self), let length = bytes.readUInt24(),
            let low = bytes.readUInt24(), let high = bytes.readInteger(as: UInt8.self),
            // The message stream is the aggregate's; this field is not used.
            bytes.readUInt24() != nil,
            let payload = bytes.readSlice(length: Int(length)),
            // The back pointer repeats the length. Some encoders leave out the last one.
            bytes.readableBytes == 0 || bytes.readInteger(as: UInt32.self) != nil
        else { throw .truncated }
        let stamp = UInt32(high) << 24 | low
        let base = first ?? stamp
        first = base
        return Message(
            typeID: typeID, streamID: streamID, timestamp: timestamp &+ (stamp &- base), payload: payload)
    }
}
