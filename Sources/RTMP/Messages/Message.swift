// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One message of RTMP (RTMP 1.0, 6.1), of a known type or not.
package struct Message: Hashable, Sendable {
    package var typeID: UInt8
    /// The message stream: 0 for the connection itself.
    package var streamID: UInt32
    /// Milliseconds of an arbitrary epoch, modulo 2^32.
    package var timestamp: UInt32
    package var payload: ByteBuffer

    package init(typeID: UInt8, streamID: UInt32, timestamp: UInt32, payload: ByteBuffer) {
        self.typeID = typeID
        self.streamID = streamID
        self.timestamp = timestamp
        self.payload = payload
    }

    /// Whether it is about the connection: protocol control or user control (RTMP 1.0, 5.4 and 6.2).
    var isControl: Bool { MessageType.isControl(typeID) }

    package init(_ type: MessageType, streamID: UInt32 = 0, timestamp: UInt32 = 0, payload: ByteBuffer) {
        self.init(typeID: type.rawValue, streamID: streamID, timestamp: timestamp, payload: payload)
    }
}

/// The types of message that RTMP 1.0 defines (5.4, 6.2 and 7.1).
package enum MessageType: UInt8, Hashable, Sendable, CaseIterable {
    case setChunkSize = 1
    case abort = 2
    case acknowledgement = 3
    case userControl = 4
    case windowAcknowledgementSize = 5
    case setPeerBandwidth = 6
    case audio = 8
    case video = 9
    case dataAMF3 = 15
    case sharedObjectAMF3 = 16
    case commandAMF3 = 17
    case dataAMF0 = 18
    case sharedObjectAMF0 = 19
    case commandAMF0 = 20
    case aggregate = 22

    /// Whether messages of a type are about the connection.
    static func isControl(_ typeID: UInt8) -> Bool { typeID <= setPeerBandwidth.rawValue }
}
