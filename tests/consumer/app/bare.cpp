// SPDX-License-Identifier: Apache-2.0
// Without berth: what its compilation is given more than this one's comes from berth.
int main() {}
