// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import RTMP
import Testing

@Suite("Messages")
struct MessageTests {
    static let protocolControl: [(ProtocolControl, UInt8, String)] = [
        (.setChunkSize(4_096), 1, "00001000"), (.abort(chunkStreamID: 7), 2, "00000007"),
        (.acknowledgement(0xFFFF_FFFF), 3, "FFFFFFFF"), (.windowAcknowledgementSize(2_500_000), 5, "002625A0"),
        (.setPeerBandwidth(2_500_000, .dynamic), 6, "002625A0 02"), (.setPeerBandwidth(1, .hard), 6, "00000001 00"),
    ]

    @Test("protocol control, both ways", arguments: protocolControl)
    func control(control: ProtocolControl, typeID: UInt8, hex: String) throws {
        let message = Message(typeID: typeID, streamID: 0, timestamp: 0, payload: ByteBuffer(hex: hex))
        #expect(control.message() == message)
        #expect(try ProtocolControl(message) == control)
        for count in 0..<message.payload.readableBytes {
            let short = Message(typeID: typeID, streamID: 0, timestamp: 0, payload: message.payload.prefix(count))
            #expect(throws: RTMPError.malformedControl(typeID: typeID)) { try ProtocolControl(short) }
        }
    }

    static let userControl: [(UserControl, String)] = [
        (.streamBegin(streamID: 1), "0000 00000001"), (.streamEOF(streamID: 1), "0001 00000001"),
        (.streamDry(streamID: 1), "0002 00000001"),
        (.setBufferLength(streamID: 1, milliseconds: 3_000), "0003 00000001 00000BB8"),
        (.streamIsRecorded(streamID: 1), "0004 00000001"), (.pingRequest(timestamp: 9), "0006 00000009"),
        (.pingResponse(timestamp: 9), "0007 00000009"), (.other(event: 26), "001A"),
    ]

    @Test("user control, both ways", arguments: userControl)
    func control(control: UserControl, hex: String) throws {
        let message = Message(.userControl, payload: ByteBuffer(hex: hex))
        #expect(control.message() == message)
        #expect(try UserControl(message) == control)
        for count in 0..<message.payload.readableBytes {
            let short = Message(.userControl, payload: message.payload.prefix(count))
            #expect(throws: RTMPError.malformedControl(typeID: 4)) { try UserControl(short) }
        }
    }

    @Test("a command, both ways")
    func command() throws {
        let command = Command("publish", transactionID: 5, .null, .string("room"), .string("live"))
        let payload = ByteBuffer(
            hex: "02 0007 7075626C697368 00 4014000000000000 05 02 0004 726F6F6D 02 0004 6C697665")
        let message = Message(.commandAMF0, streamID: 1, payload: payload)
        #expect(command.message(streamID: 1) == message)
        #expect(try Command(message) == command)
        #expect(try Command(Message(.video, payload: payload)) == nil)
    }

    @Test(
        "a command of type 17, with and without its first byte",
        arguments: [
            "00 02 0007 7075626C697368 00 4014000000000000 11 01 11 06 09 726F6F6D",
            "02 0007 7075626C697368 00 4014000000000000 05 02 0004 726F6F6D",
        ])
    func amf3Command(hex: String) throws {
        let message = Message(.commandAMF3, payload: ByteBuffer(hex: hex))
        #expect(try Command(message) == Command("publish", transactionID: 5, .null, .string("room")))
    }

    @Test("a command without a number")
    func numberless() throws {
        let message = Message(.commandAMF0, payload: ByteBuffer(hex: "02 0001 61 05"))
        #expect(try Command(message) == Command("a", transactionID: 0, .null))
    }

    @Test(
        "refuses what is no command",
        arguments: [
            ("", RTMPError.malformedCommand), ("05", .malformedCommand), ("02 0009 61", .unreadableCommand(.truncated)),
            ("FF", .unreadableCommand(.unknownMarker(255))),
        ])
    func malformed(hex: String, error: RTMPError) {
        let message = Message(.commandAMF0, payload: ByteBuffer(hex: hex))
        #expect(throws: error) { try Command(message) }
    }

    @Test("a data message, both ways, and of type 15")
    func data() throws {
        let data = DataMessage("@setDataFrame", .string("onMetaData"), .ecmaArray([.init("width", .number(2))]))
        let message = data.message(streamID: 1, timestamp: 3)
        #expect(message.typeID == 18 && message.streamID == 1 && message.timestamp == 3)
        #expect(try DataMessage(message) == data)
        var payload = ByteBuffer(hex: "00")
        payload.writeImmutableBuffer(message.payload)
        #expect(try DataMessage(Message(.dataAMF3, payload: payload)) == data)
    }

    @Test("an aggregate re-bases the times of its parts")
    func aggregate() throws {
        let payload = ByteBuffer(
            hex: """
                08 000001 0003E8 00 000000 AA 0000000C  09 000002 000410 00 000000 BBBB 0000000D
                08 000000 0003E0 00 000000 0000000B
                """)
        var reader = AggregateReader(Message(.aggregate, streamID: 1, timestamp: 50, payload: payload))
        var parts: [String] = []
        while let part = try reader.next() { parts.append(part.summary) }
        #expect(parts == ["8 1 50 aa", "9 1 90 bbbb", "8 1 42 "])
    }

    @Test("an aggregate has 32-bit times, and may lack its last back pointer")
    func aggregateWrap() throws {
        let payload = ByteBuffer(hex: "08 000001 FFFFFF FF 000000 AA 0000000C  09 000001 000009 00 000000 BB")
        var reader = AggregateReader(Message(.aggregate, streamID: 1, timestamp: 0xFFFF_FFFF, payload: payload))
        #expect(try reader.next()?.timestamp == 0xFFFF_FFFF)
        #expect(try reader.next()?.timestamp == 9)
        #expect(try reader.next() == nil)
    }

    @Test("an aggregate that ends inside a part is truncated")
    func truncatedAggregate() {
        let payload = ByteBuffer(hex: "08 000001 0003E8 00 000000 AA 0000000C")
        for count in 1..<payload.readableBytes where count != 12 {
            var reader = AggregateReader(Message(.aggregate, payload: payload.prefix(count)))
            #expect(throws: AggregateReader.Failure.truncated) { while try reader.next() != nil {} }
        }
    }
}
