// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import RTMP
import Testing

@Suite("Client session")
struct ClientSessionTests {
    /// A client past its handshake and `connect`, with what it said.
    private func connectingClient() throws -> ClientSession {
        var client = ClientSession(target: Samples.target, seed: 1)
        var server = ServerHandshake(seed: 2)
        var bytes = client.start()
        guard case .send(let answer)? = try server.next(from: &bytes) else { return client }
        client.append(answer)
        while try client.next() != nil {}
        return client
    }

    private func receive(_ command: Command, _ client: inout ClientSession) throws -> [ClientSession.Action] {
        var bytes = ByteBuffer()
        var writer = ChunkWriter()
        writer.write(command.message(), chunkStreamID: 3, into: &bytes)
        client.append(bytes)
        var actions: [ClientSession.Action] = []
        while let action = try client.next() {
            if case .send = action { continue }
            actions.append(action)
        }
        return actions
    }

    private func info(_ level: String, _ code: String) -> AMFValue {
        .object([.init("level", .string(level)), .init("code", .string(code)), .init("description", .string("why"))])
    }

    @Test("tells when connect is refused")
    func refusedConnection() throws {
        var client = try connectingClient()
        let refusal = Command("_error", transactionID: 1, .null, info("error", "NetConnection.Connect.Rejected"))
        #expect(
            try receive(refusal, &client)
                == [.refused(code: "NetConnection.Connect.Rejected", description: "why")])
    }

    @Test("goes on when only the announcement is refused, and tells when the publication is cut")
    func course() throws {
        var client = try connectingClient()
        let success = info("status", "NetConnection.Connect.Success")
        #expect(try receive(Command("_result", transactionID: 1, .null, success), &client).isEmpty)
        let failure = info("error", "NetConnection.Call.Failed")
        #expect(try receive(Command("_error", transactionID: 2, .null, failure), &client).isEmpty)
        #expect(try receive(Command("_result", transactionID: 4, .null, .number(1)), &client).isEmpty)
        let start = Command("onStatus", transactionID: 0, .null, info("status", "NetStream.Publish.Start"))
        #expect(try receive(start, &client) == [.published])
        let cut = Command("onStatus", transactionID: 0, .null, info("error", "NetStream.Publish.Failed"))
        #expect(try receive(cut, &client) == [.refused(code: "NetStream.Publish.Failed", description: "why")])
    }

    @Test("tells when createStream is answered without a number")
    func noStream() throws {
        var client = try connectingClient()
        _ = try receive(Command("_result", transactionID: 1, .null, .null), &client)
        let actions = try receive(Command("_result", transactionID: 4, .null), &client)
        #expect(actions == [.refused(code: "", description: "createStream was answered without a number.")])
    }
}
