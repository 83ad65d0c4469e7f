// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A protocol control message (RTMP 1.0, 5.4).
package enum ProtocolControl: Hashable, Sendable {
    /// How a new bandwidth relates to the one before (RTMP 1.0, 5.4.5).
    package enum LimitType: UInt8, Hashable, Sendable {
        case hard = 0
        case soft = 1
        case dynamic = 2
    }

    /// Bytes of payload a chunk of the sender carries at most.
    case setChunkSize(UInt32)
    /// The chunk stream whose unfinished message will not go on.
    case abort(chunkStreamID: UInt32)
    /// Bytes the sender has received so far, modulo 2^32.
    case acknowledgement(UInt32)
    /// Bytes after which the sender expects an acknowledgement.
    case windowAcknowledgementSize(UInt32)
    /// Bytes the receiver may send without acknowledgement.
    case setPeerBandwidth(UInt32, LimitType)

    /// Reads a message; nil when it is of another type, an error when it is too short.
    package init?(_ message: Message) throws(RTMPError) {
        guard let type = MessageType(rawValue: message.typeID) else { return nil }
        var payload = message.payload
        switch type {
        case .setChunkSize: self = .setChunkSize(try payload.readControlField(of: type))
        case .abort: self = .abort(chunkStreamID: try payload.readControlField(of: type))
        case .acknowledgement: self = .acknowledgement(try payload.readControlField(of: type))
        case .windowAcknowledgementSize:
            self = .windowAcknowledgementSize(try payload.readControlField(of: type))
        case .setPeerBandwidth:
            let size: UInt32 = try payload.readControlField(of: type)
            guard let limitType = LimitType(rawValue: try payload.readControlField(of: type)) else {
                throw .malformedControl(typeID: message.typeID)
            }
            self = .setPeerBandwidth(size, limitType)
        case .userControl, .audio, .video, .dataAMF3, .sharedObjectAMF3, .commandAMF3, .dataAMF0, .sharedObjectAMF0,
            .commandAMF0, .aggregate:
            return nil
        }
    }

    /// The message that says it; protocol control travels on message stream 0 and chunk stream 2.
    package func message() -> Message {
        switch self {
        case .setChunkSize(let size): Message(.setChunkSize, payload: ByteBuffer(integer: size))
        case .abort(let identifier): Message(.abort, payload: ByteBuffer(integer: identifier))
        case .acknowledgement(let count): Message(.acknowledgement, payload: ByteBuffer(integer: count))
        case .windowAcknowledgementSize(let size):
            Message(.windowAcknowledgementSize, payload: ByteBuffer(integer: size))
        case .setPeerBandwidth(let size, let limitType):
            Message(.setPeerBandwidth, payload: makePeerBandwidth(size, limitType))
        }
    }

    private func makePeerBandwidth(_ size: UInt32, _ limitType: LimitType) -> ByteBuffer {
        var payload = ByteBuffer(integer: size)
        payload.writeInteger(limitType.rawValue)
        return payload
    }
}

extension ByteBuffer {
    /// Reads a field of a control message, which lies whole in memory: too few bytes are malformed.
    mutating func readControlField<Integer: FixedWidthInteger>(
        of type: MessageType
    ) throws(RTMPError) -> Integer {
        guard let field = readInteger(as: Integer.self) else { throw .malformedControl(typeID: type.rawValue) }
        return field
    }
}
