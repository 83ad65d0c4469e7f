// SPDX-License-Identifier: Apache-2.0

/// Where in an object store the files of one recording go.
package struct ObjectPlace: Hashable, Sendable, Codable {
    package var bucket: String
    package var region: String
    /// What the keys begin with, with `/` between its parts and none at its ends; empty for the bucket's root.
    package var prefix: String

    package init(bucket: String, region: String, prefix: String) {
        self.bucket = bucket
        self.region = region
        self.prefix = prefix
    }

    /// The address of a file of the recording.
    package func address(of name: String) -> ObjectAddress {
        ObjectAddress(bucket: bucket, region: region, key: prefix.isEmpty ? name : "\(prefix)/\(name)")
    }
}

/// One object of a store.
package struct ObjectAddress: Hashable, Sendable {
    package var bucket: String
    package var region: String
    package var key: String

    package init(bucket: String, region: String, key: String) {
        self.bucket = bucket
        self.region = region
        self.key = key
    }
}

extension ObjectAddress: CustomStringConvertible {
    package var description: String { "\(bucket)/\(key)" }
}
