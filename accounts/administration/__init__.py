"""What the holders of 用户管理岗 keep: the accounts, organisations and posts of their own area."""
