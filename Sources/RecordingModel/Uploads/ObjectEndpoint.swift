// SPDX-License-Identifier: Apache-2.0

/// The service that has the buckets: `http(s)://host[:port]`.
///
/// A host with `{bucket}` is of the virtual-host style, and may have `{region}` too; otherwise the bucket is the path's
/// first part ("path style"; Amazon S3 User Guide, "Virtual hosting of buckets").
package struct ObjectEndpoint: Hashable, Sendable {
    private let text: String
    private let isVirtualHost: Bool

    /// Nil when the text is no URL of a host alone.
    package init?(_ text: String) {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return nil }
        let text = text.hasSuffix("/") ? String(text.dropLast()) : text
        let host = text.dropFirst(scheme.utf8.count)
        guard !host.isEmpty, !host.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        self.text = text
        isVirtualHost = host.contains("{bucket}")
    }

    /// The absolute URL of an object, its key encoded as `MediaURL` does; an empty key stands for the bucket.
    package func url(of object: ObjectAddress) -> String {
        base(of: object) + path(of: object)
    }

    /// The Host field of requests for an object.
    package func host(of object: ObjectAddress) -> String {
        let base = base(of: object)
        guard let scheme = base.firstRange(of: "://") else { return base }
        let host = base[scheme.upperBound...]
        // The port that goes without saying is left out by clients, and so by signatures.
        let standard = base.hasPrefix("https:") ? ":443" : ":80"
        return String(host.hasSuffix(standard) ? host.dropLast(standard.utf8.count) : host)
    }

    /// The path of requests for an object, encoded.
    package func path(of object: ObjectAddress) -> String {
        let key = object.key.percentEncodedPath
        if isVirtualHost { return "/" + key }
        return key.isEmpty ? "/" + object.bucket.percentEncodedPath : "/\(object.bucket.percentEncodedPath)/\(key)"
    }

    private func base(of object: ObjectAddress) -> String {
        text.replacing("{bucket}", with: object.bucket).replacing("{region}", with: object.region)
    }
}

extension ObjectEndpoint: CustomStringConvertible {
    package var description: String { text }
}
