// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Cuts messages into chunks (RTMP 1.0, 5.3).
package struct ChunkWriter: Sendable {
    /// The last message of a chunk stream, against which the next header is compressed.
    private struct Previous {
        var chunkStreamID: UInt32
        var timestamp: UInt32
        var delta: UInt32?
        var header: ChunkHeader
    }

    /// The largest payload of a chunk; the peer must have been told by Set Chunk Size.
    package private(set) var chunkSize = 128
    private var streams: [Previous] = []

    package init() {}

    /// Tells the peer of a chunk size, 1 to 2^24-1, and uses it from then on.
    package mutating func setChunkSize(_ size: Int, into bytes: inout ByteBuffer) {
        write(ProtocolControl.setChunkSize(UInt32(size)).message(), chunkStreamID: 2, into: &bytes)
        chunkSize = size
    }

    /// Writes a message of less than 2^24 bytes, all its chunks one after another.
    package mutating func write(_ message: Message, chunkStreamID: UInt32, into bytes: inout ByteBuffer) {
        let header = makeHeader(message, chunkStreamID: chunkStreamID)
        bytes.writeChunkHeader(header)
        var payload = message.payload
        // The chunks that follow repeat the extended timestamp (5.3.1.3).
        let continuation = ChunkHeader(
            format: .none, chunkStreamID: chunkStreamID, timestamp: header.hasExtendedTimestamp ? header.timestamp : 0)
        while let slice = payload.readSlice(length: min(chunkSize, payload.readableBytes)) {
            bytes.writeImmutableBuffer(slice)
            if payload.readableBytes == 0 { return }
            bytes.writeChunkHeader(continuation)
        }
    }

    /// Chooses the shortest header that every reader understands alike, and remembers it.
    ///
    /// A message without any field follows only one that carried a delta: what it means after a full header is
    /// read in two ways, see ``ChunkStream/begin(_:)``.
    private mutating func makeHeader(_ message: Message, chunkStreamID: UInt32) -> ChunkHeader {
        var header = ChunkHeader(
            format: .full, chunkStreamID: chunkStreamID, timestamp: message.timestamp,
            messageLength: UInt32(message.payload.readableBytes), messageTypeID: message.typeID,
            messageStreamID: message.streamID)
        guard let index = streams.firstIndex(where: { $0.chunkStreamID == chunkStreamID }) else {
            streams.append(
                Previous(chunkStreamID: chunkStreamID, timestamp: message.timestamp, delta: nil, header: header))
            return header
        }
        let previous = streams[index]
        let delta = message.timestamp &- previous.timestamp
        streams[index] = Previous(
            chunkStreamID: chunkStreamID, timestamp: message.timestamp, delta: nil, header: header)
        // A step backwards needs a full header (5.3.1.2.1).
        guard previous.header.messageStreamID == message.streamID, delta <= UInt32(Int32.max) else { return header }
        streams[index].delta = delta
        if previous.header.messageLength != header.messageLength
            || previous.header.messageTypeID != header.messageTypeID
        {
            header.format = .sameMessageStream
            header.timestamp = delta
        } else {
            header.format = previous.delta == delta ? .none : .timestampOnly
            header.timestamp = header.format == .timestampOnly || delta >= ChunkHeader.extendedTimestamp ? delta : 0
        }
        return header
    }
}
