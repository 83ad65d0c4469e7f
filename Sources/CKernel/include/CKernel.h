// SPDX-License-Identifier: Apache-2.0

// Calls of Linux that Swift's Glibc module leaves out, as syncfs(2) and its like declare them.

#pragma once

#include <sys/epoll.h>
#include <sys/eventfd.h>

int syncfs(int fd);
