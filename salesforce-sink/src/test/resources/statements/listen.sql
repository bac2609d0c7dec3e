LISTEN tandem_wake_up;
