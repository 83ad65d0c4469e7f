// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The messages that came whole with one read, in a few pieces of storage that they share.
///
/// A message with storage of its own costs more than the rest of its way: whoever keeps some seconds of a stream keeps
/// few pieces so, and hardly more bytes than came.
struct MessagePage: Sendable {
    /// Where a message's bytes lie, or will.
    struct Place: Sendable {
        fileprivate let piece: Int
        fileprivate let offset: Int
    }

    private struct Entry {
        let typeID: UInt8
        let streamID: UInt32
        let timestamp: UInt32
        let length: Int
        let payload: Payload
    }

    private enum Payload {
        case placed(Place)
        case own(ByteBuffer)
    }

    /// Not written any more once the first message is taken, or it would be copied.
    private var pieces: [ByteBuffer] = []
    private var entries: [Entry] = []
    private var taken = 0
    /// Bytes that have come and are in no message yet.
    private var room = 0
    /// Payload bytes of the messages that have not been taken.
    private(set) var byteCount = 0

    /// Pieces become no smaller but for a longer message.
    private static let smallestPiece = 4_096

    /// Makes ready for the messages of so many bytes; all before have been taken.
    mutating func begin(room: Int) {
        self.room = room
    }

    /// Gives a message its place; nil when so much has not come that it can be complete.
    mutating func reserve(_ length: Int) -> Place? {
        guard length <= room else { return nil }
        if pieces.last.map({ $0.writableBytes < length }) ?? true {
            var piece = ByteBuffer()
            // The largest that is filled, since storage is of powers of two.
            let filled = 1 << (Int.bitWidth - 1 - max(room, 1).leadingZeroBitCount)
            piece.reserveCapacity(max(length, filled, Self.smallestPiece))
            pieces.append(piece)
        }
        room -= length
        let piece = pieces.count - 1
        let place = Place(piece: piece, offset: pieces[piece].writerIndex)
        pieces[piece].moveWriterIndex(forwardBy: length)
        return place
    }

    /// Writes bytes of a message that has a place, behind the first `count` of it.
    mutating func write(_ bytes: ByteBuffer, at place: Place, behind count: Int) {
        pieces[place.piece].setBuffer(bytes, at: place.offset + count)
    }

    /// The first bytes of a message that did not become complete.
    func bytes(at place: Place, count: Int) -> ByteBuffer {
        pieces[place.piece].getSlice(at: place.offset, length: count) ?? ByteBuffer()
    }

    /// Adds the message of a chunk stream that has become complete at its place.
    mutating func append(_ stream: ChunkStream, at place: Place) {
        append(
            Entry(
                typeID: stream.typeID, streamID: stream.messageStreamID, timestamp: stream.timestamp,
                length: stream.length, payload: .placed(place)))
    }

    /// Adds a complete message that has storage of its own.
    mutating func append(_ message: Message) {
        append(
            Entry(
                typeID: message.typeID, streamID: message.streamID, timestamp: message.timestamp,
                length: message.payload.readableBytes, payload: .own(message.payload)))
    }

    private mutating func append(_ entry: Entry) {
        entries.append(entry)
        byteCount += entry.length
    }

    /// Whether all messages have been taken.
    var isEmpty: Bool { taken == entries.count }

    /// The next message; nil when all have been taken.
    mutating func next() -> Message? {
        guard !isEmpty else {
            removeAll()
            return nil
        }
        let entry = entries[taken]
        taken += 1
        byteCount -= entry.length
        let payload =
            switch entry.payload {
            case .placed(let place): bytes(at: place, count: entry.length)
            case .own(let payload): payload
            }
        return Message(
            typeID: entry.typeID, streamID: entry.streamID, timestamp: entry.timestamp, payload: payload)
    }

    private mutating func removeAll() {
        guard !entries.isEmpty || !pieces.isEmpty else { return }
        entries.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        taken = 0
    }
}
