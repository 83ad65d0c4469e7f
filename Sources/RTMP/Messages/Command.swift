// SPDX-License-Identifier: Apache-2.0

package import AMF
import NIOCore

/// A command message (RTMP 1.0, 7.1.1): a call, or the answer to one.
package struct Command: Hashable, Sendable {
    package var name: String
    /// What an answer repeats; 0 when none is expected.
    package var transactionID: Double
    /// The command object, then the arguments.
    package var values: [AMFValue]

    package init(_ name: String, transactionID: Double, _ values: AMFValue...) {
        self.name = name
        self.transactionID = transactionID
        self.values = values
    }

    /// Reads a message of type 20 or 17; nil when it is of another type.
    package init?(_ message: Message) throws(RTMPError) {
        let type = MessageType(rawValue: message.typeID)
        guard type == .commandAMF0 || type == .commandAMF3 else { return nil }
        var values: [AMFValue]
        do throws(AMFError) {
            values = try message.readAMFValues()
        } catch {
            throw .unreadableCommand(error)
        }
        guard case .string(let name)? = values.first else { throw .malformedCommand }
        values.removeFirst()
        self.name = name
        // Some encoders leave the number out of calls to which they want no answer.
        transactionID = values.first?.number ?? 0
        if values.first?.number != nil { values.removeFirst() }
        self.values = values
    }

    /// The message that says it, in AMF0, which clients that asked for AMF3 read as well.
    package func message(streamID: UInt32 = 0) -> Message {
        var payload = ByteBuffer()
        payload.writeAMF0(.string(name))
        payload.writeAMF0(.number(transactionID))
        for value in values { payload.writeAMF0(value) }
        return Message(.commandAMF0, streamID: streamID, payload: payload)
    }
}

extension Message {
    /// The AMF values of a command or data message.
    ///
    /// Those of types 15 and 17 are AMF0 too, after a byte of 0, and switch to AMF3 value by value; encoders
    /// that leave the byte out are understood, since no command begins with a number.
    func readAMFValues() throws(AMFError) -> [AMFValue] {
        var payload = payload
        let type = MessageType(rawValue: typeID)
        if type == .commandAMF3 || type == .dataAMF3, payload.getInteger(at: payload.readerIndex, as: UInt8.self) == 0 {
            payload.moveReaderIndex(forwardBy: 1)
        }
        var reader = AMF0Reader(payload)
        var values: [AMFValue] = []
        while let value = try reader.next() { values.append(value) }
        return values
    }
}
