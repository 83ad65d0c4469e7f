// SPDX-License-Identifier: Apache-2.0

package import RTMP

/// `rtmp://HOST[:PORT]/APP/STREAM[?QUERY]`, where `{n}` behind the host stands for a connection's number.
package struct PushURL: Hashable, Sendable {
    package let host: String
    package let port: UInt16
    /// Host and port as they were written.
    private let authority: Substring
    private let application: String
    /// With its query.
    private let stream: String

    /// What stands for the number.
    package static let placeholder = "{n}"

    /// Reads a URL; nil where it has another form.
    package init?(_ text: String) {
        let scheme = "rtmp://"
        guard text.lowercased().hasPrefix(scheme) else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        authority = rest[..<slash]
        guard let (host, port) = Self.split(authority) else { return nil }
        (self.host, self.port) = (host, port)
        let location = rest[rest.index(after: slash)...]
        let path = location.prefix { $0 != "?" }
        // The stream is the last component, as for ffmpeg; an application may have several.
        guard let last = path.lastIndex(of: "/") else { return nil }
        application = String(path[..<last])
        stream = String(location[path.index(after: last)...])
        guard !application.isEmpty, let first = stream.first, first != "?" else { return nil }
    }

    /// Whether each connection has a stream of its own.
    package var isNumbered: Bool { (application + stream).contains(Self.placeholder) }

    /// What the connection of a number publishes.
    package func target(number: Int) -> ClientSession.Target {
        let application = application.replacing(Self.placeholder, with: String(number))
        return ClientSession.Target(
            tcURL: "rtmp://\(authority)/\(application)", application: application,
            publishName: stream.replacing(Self.placeholder, with: String(number)))
    }

    private static func split(_ authority: Substring) -> (host: String, port: UInt16)? {
        var host = authority
        var rest: Substring = ""
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            rest = authority[colon...]
        }
        guard !host.isEmpty, !host.contains("{"), !host.contains("@") else { return nil }
        if rest.isEmpty { return (String(host), 1_935) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (String(host), port)
    }
}
