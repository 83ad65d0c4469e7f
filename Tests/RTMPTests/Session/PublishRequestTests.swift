// SPDX-License-Identifier: Apache-2.0

import RTMP
import Testing

@Suite("Publish request")
struct PublishRequestTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var tcURL: String
        var application: String
        var name: String
        /// Domain, application, stream name, parameters.
        var parts: [String]

        init(_ description: String, _ tcURL: String, _ application: String, _ name: String, _ parts: [String]) {
            testDescription = description
            self.tcURL = tcURL
            self.application = application
            self.name = name
            self.parts = parts
        }
    }

    static let cases: [Case] = [
        Case("plain", "rtmp://a.example/live", "live", "room", ["a.example", "live", "room", ""]),
        Case("port, upper case", "rtmp://A.Example:1935/live", "live", "Room", ["a.example", "live", "Room", ""]),
        Case(
            "ffmpeg: query at the name", "rtmp://127.0.0.1:1935/live", "live", "room42?vhost=push.example.com&k=v",
            ["push.example.com", "live", "room42", "vhost=push.example.com&k=v"]),
        Case(
            "OBS: slash after the application", "rtmp://h/live/", "live/", "room?txSecret=a&txTime=5C271099",
            ["h", "live", "room", "txSecret=a&txTime=5C271099"]),
        Case(
            "query at the application, and so in tcUrl as well", "rtmp://h/live?vhost=d.example",
            "live?vhost=d.example", "room", ["d.example", "live", "room", "vhost=d.example"]),
        Case(
            "query at tcUrl alone", "rtmp://h:1935/live?domain=D.example", "live", "room",
            ["d.example", "live", "room", "domain=D.example"]),
        Case(
            "three queries: the name's comes first", "rtmp://h/live?vhost=c", "live?vhost=b", "room?vhost=a",
            ["a", "live", "room", "vhost=a&vhost=b&vhost=c"]),
        Case(
            "vhost before domain", "rtmp://h/live", "live", "r?domain=d&vhost=v",
            ["v", "live", "r", "domain=d&vhost=v"]),
        Case("an empty vhost names nothing", "rtmp://h/live", "live", "r?vhost=", ["h", "live", "r", "vhost="]),
        Case(
            "application with instance", "rtmp://h/live/room?vhost=x", "live/room?vhost=x", "s",
            ["x", "live/room", "s", "vhost=x"]),
        Case(
            "no name: the application's last component", "rtmp://h/live/room?vhost=x", "live/room?vhost=x", "",
            ["x", "live", "room", "vhost=x"]),
        Case("no name at all", "rtmp://h/live", "live", "", ["h", "live", "", ""]),
        Case("IPv6", "rtmp://[::1]:1935/live", "live", "r", ["::1", "live", "r", ""]),
        Case("user and password", "rtmp://u:p@h:1/live", "live", "r", ["h", "live", "r", ""]),
        Case("other schemes", "rtmps://h:443/live", "live", "r", ["h", "live", "r", ""]),
        Case("percent escapes", "rtmp://h/live", "live", "r?vhost=a%2Eb", ["a.b", "live", "r", "vhost=a%2Eb"]),
        Case("nothing", "", "", "", ["", "", "", ""]),
        Case("no scheme", "h:1935/live", "live", "r", ["h", "live", "r", ""]),
        Case("questions in the query", "rtmp://h/live", "live", "r?a=b?c", ["h", "live", "r", "a=b?c"]),
    ]

    @Test("says which stream is meant", arguments: cases)
    func identity(example: Case) {
        let request = PublishRequest(
            tcURL: example.tcURL, application: example.application, publishName: example.name)
        let parts = [request.domain, request.application, request.streamName, request.parameters]
        #expect(parts == example.parts)
        #expect(request.tcURL == example.tcURL)
    }

    @Test(
        "looks parameters up",
        arguments: [
            ("a=1&b=2", "b", "2"), ("a=1&a=2", "a", "1"), ("a", "a", ""), ("a=", "a", ""), ("a=b=c", "a", "b=c"),
            ("a=%41%zz%4", "a", "A%zz%4"), ("%61=1", "a", "1"), ("a=1+1", "a", "1+1"), ("a=%E4%BD%A0", "a", "你"),
            ("&&a=1", "a", "1"), ("a=1", "A", nil), ("", "a", nil), ("ba=1", "a", nil),
        ])
    func query(parameters: String, name: String, value: String?) {
        let request = PublishRequest(tcURL: "rtmp://h/live", application: "live", publishName: "r?" + parameters)
        #expect(request.query(name) == value)
    }
}
