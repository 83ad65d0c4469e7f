// SPDX-License-Identifier: Apache-2.0

package import AMF
import NIOCore

/// A data message (RTMP 1.0, 7.1.2): metadata, cue points and the like.
package struct DataMessage: Hashable, Sendable {
    /// `@setDataFrame` when the server shall keep the values for players.
    package var name: String
    package var values: [AMFValue]

    package init(_ name: String, _ values: AMFValue...) {
        self.name = name
        self.values = values
    }

    /// Reads a message of type 18 or 15; nil when it is of another type.
    package init?(_ message: Message) throws(AMFError) {
        let type = MessageType(rawValue: message.typeID)
        guard type == .dataAMF0 || type == .dataAMF3 else { return nil }
        var values = try message.readAMFValues()
        guard let name = values.first?.text else { throw .truncated }
        values.removeFirst()
        self.name = name
        self.values = values
    }

    /// The message that says it, in AMF0.
    package func message(streamID: UInt32, timestamp: UInt32 = 0) -> Message {
        var payload = ByteBuffer()
        payload.writeAMF0(.string(name))
        for value in values { payload.writeAMF0(value) }
        return Message(.dataAMF0, streamID: streamID, timestamp: timestamp, payload: payload)
    }
}
