// SPDX-License-Identifier: Apache-2.0

import Push
import RTMP
import Testing

@Suite("A push URL")
struct PushURLTests {
    @Test(
        "names host, port, application and stream",
        arguments: [
            ("rtmp://example.org/live/room", "example.org", 1935, "rtmp://example.org/live", "live", "room"),
            ("RTMP://127.0.0.1:80/live/room?a=b/c", "127.0.0.1", 80, "rtmp://127.0.0.1:80/live", "live", "room?a=b/c"),
            ("rtmp://[::1]:1936/a/b/c", "::1", 1936, "rtmp://[::1]:1936/a/b", "a/b", "c"),
            ("rtmp://h/live/{n}?key={n}", "h", 1935, "rtmp://h/live", "live", "12?key=12"),
            ("rtmp://h/app{n}/s", "h", 1935, "rtmp://h/app12", "app12", "s"),
        ])
    func parts(text: String, host: String, port: UInt16, tcURL: String, application: String, name: String) throws {
        let url = try #require(PushURL(text))
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(
            url.target(number: 12)
                == ClientSession.Target(tcURL: tcURL, application: application, publishName: name))
        #expect(url.isNumbered == text.contains("{n}"))
    }

    @Test(
        "has no other form",
        arguments: [
            "", "room", "http://h/live/room", "rtmps://h/live/room", "rtmp://h", "rtmp://h/", "rtmp://h/live",
            "rtmp://h/live/", "rtmp://h/live/?a=b", "rtmp://h//room", "rtmp:///live/room", "rtmp://h:0/live/room",
            "rtmp://h:port/live/room", "rtmp://h:/live/room", "rtmp://h:65536/live/room", "rtmp://[::1/live/room",
            "rtmp://[::1]80/live/room", "rtmp://h{n}/live/room", "rtmp://me:secret@h/live/room",
        ])
    func refused(text: String) {
        #expect(PushURL(text) == nil)
    }
}
