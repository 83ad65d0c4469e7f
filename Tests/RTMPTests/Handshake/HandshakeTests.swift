// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import RTMP
import Testing

@Suite("Handshake")
struct HandshakeTests {
    @Test("both sides agree", arguments: ClientHandshake.Form.allCases)
    func agree(form: ClientHandshake.Form) throws {
        var client = ClientHandshake(form: form, seed: 1)
        var server = ServerHandshake(seed: 2)
        var toServer = client.start()
        #expect(toServer.readableBytes == 1_537)
        guard case .send(var toClient)? = try server.next(from: &toServer) else {
            Issue.record("no answer")
            return
        }
        #expect(toClient.readableBytes == 3_073)
        let answer = try client.next(from: &toClient)
        var c2 = try #require(answer)
        #expect(try server.next(from: &c2) == .finished)
        #expect(toClient.readableBytes + c2.readableBytes == 0)
    }

    @Test("needs every byte, and leaves the first chunk alone", arguments: ClientHandshake.Form.allCases)
    func dripFed(form: ClientHandshake.Form) throws {
        let client = ClientHandshake(form: form, seed: 1)
        var server = ServerHandshake(seed: 2)
        var received = ByteBuffer()
        var steps: [Int] = []
        var bytes = client.start()
        bytes.writeRepeatingByte(0, count: 1_536)
        bytes.writeString("chunk")
        for index in 0..<bytes.readableBytes {
            received.writeImmutableBuffer(try #require(bytes.getSlice(at: index, length: 1)))
            if try server.next(from: &received) != nil { steps.append(index + 1) }
        }
        #expect(steps == [1_537, 3_073])
        #expect(received.readableBytes == 5)
    }

    /// C1 with its digest and the key that S2 must be signed with, worked out apart from this code (Python's hmac).
    @Test(
        "answers a digest with a signature",
        arguments: [
            (290, "612af37c38c4a1b74e5737fc4021ded17ed92a9431c19bc665cf421131bad8a6"),
            (942, "e6a7fbdda4aab503b4e693e92d6f18d9d4b89f3ef0e95fffe767a4830aa37109"),
        ])
    func digest(place: Int, digest: String) throws {
        var c1: [UInt8] = [0, 0, 0, 0, 9, 0, 124, 2] + (8..<1_536).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
        let digest = Array(ByteBuffer(hex: digest).readableBytesView)
        c1.replaceSubrange(place..<place + 32, with: digest)
        var bytes = ByteBuffer(bytes: [3] + c1)
        var server = ServerHandshake(seed: 3)
        guard case .send(var answer)? = try server.next(from: &bytes) else {
            Issue.record("no answer")
            return
        }
        answer.moveReaderIndex(forwardBy: 1)
        let packet = answer.readBytes(length: 1_536)
        let s1 = try #require(packet)
        #expect(s1[4..<8] != [0, 0, 0, 0])
        let filler = answer.readBytes(length: 1_504)
        let signed = try #require(filler)
        let suffix = "F0EEC24A8068BEE82E00D0D1029E7E576EEC5D2D29806FAB93B8E636CFEB31AE"
        let key = Array("Genuine Adobe Flash Media Server 001".utf8) + ByteBuffer(hex: suffix).readableBytesView
        let inner = Array(HMAC<SHA256>.authenticationCode(for: digest, using: SymmetricKey(data: key)))
        let signature = Array(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: inner)))
        #expect(answer.readBytes(length: 32) == signature)
    }

    @Test("echoes C1 when its digest is wrong")
    func wrongDigest() throws {
        var bytes = ByteBuffer(bytes: [3, 0, 0, 0, 0, 9, 0, 124, 2])
        bytes.writeRepeatingByte(5, count: 1_528)
        let c1 = bytes.getSlice(at: 1, length: 1_536)
        var server = ServerHandshake(seed: 3)
        guard case .send(let answer)? = try server.next(from: &bytes) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.getBytes(at: 1, length: 8) == [UInt8](repeating: 0, count: 8))
        #expect(answer.getSlice(at: 1_537, length: 1_536) == c1)
    }

    @Test("refuses other versions at the first byte", arguments: [0, 6, 8, UInt8(ascii: "G"), 255])
    func version(version: UInt8) {
        var bytes = ByteBuffer(integer: version)
        var server = ServerHandshake(seed: 1)
        #expect(throws: RTMPError.unsupportedVersion(version)) { try server.next(from: &bytes) }
    }

    @Test("the client refuses a server with another key")
    func forged() throws {
        var client = ClientHandshake(form: .digestFirst, seed: 1)
        var server = ServerHandshake(seed: 2)
        var toServer = client.start()
        guard case .send(var answer)? = try server.next(from: &toServer) else {
            Issue.record("no answer")
            return
        }
        answer.setInteger(UInt8(0xAA), at: 3_072)
        answer.setInteger(UInt8(0x55), at: 3_071)
        #expect(throws: RTMPError.handshakeMismatch) { try client.next(from: &answer) }
    }
}
