// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A user control message (RTMP 1.0, 7.1.7): an event of two bytes and what belongs to it.
package enum UserControl: Hashable, Sendable {
    case streamBegin(streamID: UInt32)
    case streamEOF(streamID: UInt32)
    case streamDry(streamID: UInt32)
    case setBufferLength(streamID: UInt32, milliseconds: UInt32)
    case streamIsRecorded(streamID: UInt32)
    /// The server's time, which the answer repeats.
    case pingRequest(timestamp: UInt32)
    case pingResponse(timestamp: UInt32)
    /// An event that RTMP 1.0 doesn't define, such as librtmp's 26 to 32.
    case other(event: UInt16)

    /// Reads a message; nil when it is of another type, an error when it is too short for its event.
    package init?(_ message: Message) throws(RTMPError) {
        let type = MessageType.userControl
        guard message.typeID == type.rawValue else { return nil }
        var payload = message.payload
        let event: UInt16 = try payload.readControlField(of: type)
        switch event {
        case 0: self = .streamBegin(streamID: try payload.readControlField(of: type))
        case 1: self = .streamEOF(streamID: try payload.readControlField(of: type))
        case 2: self = .streamDry(streamID: try payload.readControlField(of: type))
        case 3:
            self = .setBufferLength(
                streamID: try payload.readControlField(of: type),
                milliseconds: try payload.readControlField(of: type))
        case 4: self = .streamIsRecorded(streamID: try payload.readControlField(of: type))
        case 6: self = .pingRequest(timestamp: try payload.readControlField(of: type))
        case 7: self = .pingResponse(timestamp: try payload.readControlField(of: type))
        default: self = .other(event: event)
        }
    }

    /// The message that says it; user control travels on message stream 0 and chunk stream 2.
    package func message() -> Message {
        let (event, fields): (UInt16, [UInt32]) =
            switch self {
            case .streamBegin(let streamID): (0, [streamID])
            case .streamEOF(let streamID): (1, [streamID])
            case .streamDry(let streamID): (2, [streamID])
            case .setBufferLength(let streamID, let milliseconds): (3, [streamID, milliseconds])
            case .streamIsRecorded(let streamID): (4, [streamID])
            case .pingRequest(let timestamp): (6, [timestamp])
            case .pingResponse(let timestamp): (7, [timestamp])
            case .other(let event): (event, [])
            }
        var payload = ByteBuffer(integer: event)
        for field in fields { payload.writeInteger(field) }
        return Message(.userControl, payload: payload)
    }
}
