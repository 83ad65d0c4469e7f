// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP
import Testing

@Suite("Captures")
struct CaptureTests {
    /// The name of a program, what it sent, and the parameters that its URL had.
    static let captures: [(name: String, hex: String, parameters: String)] = [
        ("ffmpeg", Captures.ffmpeg, "vhost=push.example.com&k=v"),
        ("rtmp2sink", Captures.rtmp2sink, "vhost=push.example.com"),
        ("rtmpsink", Captures.rtmpsink, "vhost=push.example.com"),
    ]

    @Test("real programs are understood, however their bytes come", arguments: captures, [1, 1_000_000])
    func understands(capture: (name: String, hex: String, parameters: String), step: Int) throws {
        var bytes = ByteBuffer(hex: capture.hex)
        var server = try ServerPeer.shakenHands()
        var log: [String] = []
        var requests: [PublishRequest] = []
        while let part = bytes.readSlice(length: min(step, bytes.readableBytes)), part.readableBytes > 0 {
            server.session.append(part)
            while let action = try server.session.next() {
                switch action {
                case .publish(let request):
                    requests.append(request)
                    _ = server.session.accept()
                case .media, .fault, .unpublish: log.append(action.summary)
                case .send: break
                }
            }
        }
        #expect(Set(log) == ["track video", "track audio"])
        #expect(
            requests == [
                PublishRequest(
                    tcURL: "rtmp://127.0.0.1:19350/live", application: "live",
                    publishName: "room42?" + capture.parameters)
            ])
    }
}
