// SPDX-License-Identifier: Apache-2.0

/// What a publisher asks for, ready for admission: which stream, and the parameters it brings.
///
/// A stream is the triple of domain, application and stream name. The three are taken as they were sent, so
/// they may be empty or unusable as names; admission decides that.
package struct PublishRequest: Hashable, Sendable {
    /// The host of `tcUrl` without port, in lower case, unless a parameter `vhost` or `domain` names another.
    package let domain: String
    /// The path of the application, without query and outer slashes; `live/instance` keeps its instance.
    package let application: String
    package let streamName: String
    /// The raw query strings of stream name, application and `tcUrl`, joined by `&`, equal ones once.
    package let parameters: String
    package let tcURL: String

    /// Reads what `connect` said (`tcUrl`, `app`) and what `publish` said.
    ///
    /// The query may stand on any of the three: OBS puts it into the stream name with the key, ffmpeg does so
    /// with that of its URL, librtmp leaves it wherever it stood. Where `publish` names no stream, because an
    /// encoder put the whole path into its server field, the last component of the application is the name.
    package init(tcURL: String, application: String, publishName: String) {
        let (name, nameQuery) = Self.splitQuery(publishName)
        let (path, applicationQuery) = Self.splitQuery(application)
        let (location, locationQuery) = Self.splitQuery(tcURL)
        var queries: [Substring] = []
        for query in [nameQuery, applicationQuery, locationQuery] where !query.isEmpty && !queries.contains(query) {
            queries.append(query)
        }
        parameters = queries.joined(separator: "&")
        var components = path.split(separator: "/")
        if name.isEmpty, components.count > 1 {
            streamName = String(components.removeLast())
        } else {
            streamName = String(name)
        }
        self.application = components.joined(separator: "/")
        self.tcURL = tcURL
        let named = ["vhost", "domain"].compactMap { [parameters] in Self.value(of: $0, in: parameters) }
            .first { !$0.isEmpty }
        domain = (named ?? String(Self.host(of: location))).lowercased()
    }

    /// The first value of a parameter with percent escapes decoded; nil when it isn't there.
    package func query(_ name: String) -> String? {
        Self.value(of: name, in: parameters)
    }

    private static func splitQuery(_ text: String) -> (Substring, Substring) {
        guard let mark = text.firstIndex(of: "?") else { return (text[...], "") }
        return (text[..<mark], text[text.index(after: mark)...])
    }

    /// The host of `scheme://user@host:port/path`; of an IPv6 literal what stands between the brackets.
    private static func host(of location: Substring) -> Substring {
        var rest = location
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        if rest.first == "[" { return rest.dropFirst().prefix { $0 != "]" } }
        return rest.prefix { $0 != ":" }
    }

    private static func value(of name: String, in parameters: String) -> String? {
        for field in parameters.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.first.map(decoded) == name { return parts.count > 1 ? decoded(parts[1]) : "" }
        }
        return nil
    }

    /// Decodes `%41`; a percent sign that begins no escape stays.
    ///
    /// `+` stays too: this is no HTML form.
    private static func decoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(UnicodeScalar(bytes[index + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(bytes[index + 2])).hexDigitValue
            {
                result.append(UInt8(high << 4 | low))
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
